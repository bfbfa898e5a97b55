"""No tables: Django sends its migrate signals only to apps with this module, and lib.ground waits for them."""
