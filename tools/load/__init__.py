"""Two hundred people at work for ten minutes: how long pages take meanwhile, and whether each write is there, once."""
