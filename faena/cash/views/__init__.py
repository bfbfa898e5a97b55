"""Pages of the cash, one module for each topic; urls.py names them all."""
