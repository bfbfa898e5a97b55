"""How customers are found: every text that they are found by is one SearchTerm row, folded, in one table.

`terms` makes words and numbers of texts: of those that are written down, and of what somebody looks for. `query` says
what is asked of the table, `engines` how SQLite and PostgreSQL are asked, `hits` which field it was that matched, and
how that is shown. Nothing is counted and nothing is read beyond the first few hundred terms."""

from faena.customers.search.hits import Hit, Reason
from faena.customers.search.query import MOST_TERMS, Found, alike, find, look_for, matching, why_found
from faena.customers.search.terms import (
    FIELDS,
    LONGEST_QUERY,
    LONGEST_TERM,
    OF_DEVICES,
    SHORTEST_QUERY,
    fields_of,
    is_askable,
    register_field,
    squeeze,
    terms_of_address,
    terms_of_contact,
    terms_of_customer,
    terms_of_device,
    without_label,
    write_new_terms,
    write_terms,
)

__all__ = [
    "FIELDS",
    "LONGEST_QUERY",
    "LONGEST_TERM",
    "MOST_TERMS",
    "OF_DEVICES",
    "SHORTEST_QUERY",
    "Found",
    "Hit",
    "Reason",
    "alike",
    "fields_of",
    "find",
    "is_askable",
    "look_for",
    "matching",
    "register_field",
    "squeeze",
    "terms_of_address",
    "terms_of_contact",
    "terms_of_customer",
    "terms_of_device",
    "why_found",
    "without_label",
    "write_new_terms",
    "write_terms",
]
