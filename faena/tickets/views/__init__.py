"""Pages of tickets, one module for each topic; urls.py names them all."""
