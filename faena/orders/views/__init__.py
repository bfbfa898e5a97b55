"""Pages of the workshop, one module for each topic; urls.py names them all."""
