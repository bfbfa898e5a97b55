"""Pages of plans and invoices."""
