"""What orders and tickets share: a case with its number, its lock, its closings, its visits and its public link."""
