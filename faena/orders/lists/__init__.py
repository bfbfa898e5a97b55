"""The three lists of the workshop: orders, what customers were told, parts."""
