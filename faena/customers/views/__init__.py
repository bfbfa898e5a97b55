"""Pages of the customers' room: finding (finding), the customers themselves (customers), what they own (devices)."""
