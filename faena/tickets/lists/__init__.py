"""The lists of customer care: the queue, the tickets of one customer, and what is known from closed ones."""

from faena.tickets.lists.solutions import PAIRS, SOLUTIONS, Pair, pairs_of, solution_fields, solutions_found
from faena.tickets.lists.tickets import CLOSED_ONES, OF_CUSTOMER, QUEUE, all_types, ticket_fields, tickets_found

__all__ = [
    "CLOSED_ONES",
    "OF_CUSTOMER",
    "PAIRS",
    "QUEUE",
    "SOLUTIONS",
    "Pair",
    "all_types",
    "pairs_of",
    "solution_fields",
    "solutions_found",
    "ticket_fields",
    "tickets_found",
]
