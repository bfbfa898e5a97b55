"""What the pages of tickets may send, one module for each topic."""
