"""The lists of customer care: the queue and the tickets of one customer, and what is known from closed ones."""
