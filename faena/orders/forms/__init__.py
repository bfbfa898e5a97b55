"""What the pages of orders may send, one module for each topic."""
