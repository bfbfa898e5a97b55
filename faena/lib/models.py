"""No tables: Django sends its migrate signals only to apps with this module, and lib.bootstrap waits for them."""
