"""Files that people bring, from bytes to the facts of customers, devices, plans and debts. Nothing here writes."""
