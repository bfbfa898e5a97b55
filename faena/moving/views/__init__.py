"""Pages of moving in and out."""
