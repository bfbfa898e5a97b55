"""How customers are found: everybody has a name to be found by, and the index is that of the terms."""

from collections.abc import Iterator

from django.db import DatabaseError, OperationalError, connection
from django.db.models import Prefetch

from faena.customers.guards import FTS
from faena.customers.models import Customer, SearchTerm
from faena.customers.search import LONGEST_TERM
from faena.lib.text import fold
from faena.upkeep.fsck.finding import AT_ONCE, Finding


def names() -> Iterator[Finding]:
    """A customer is found by the name that is written down. One of signs alone ("★") has nothing to be found by."""
    terms = Prefetch("terms", SearchTerm.objects.filter(field="name"))
    for customer in Customer.objects.prefetch_related(terms).iterator(AT_ONCE):
        wanted = fold(customer.name)[:LONGEST_TERM].strip()
        if wanted and wanted not in {term.value for term in customer.terms.all()}:
            yield Finding("customer", customer.pk, f"Customer {customer.code} is not found by the name.")


def index() -> Iterator[Finding]:
    """SQLite's trigrams are a copy of the terms; PostgreSQL keeps its index by itself."""
    if connection.vendor != "sqlite":
        return
    try:
        with connection.cursor() as cursor:  # with rank 1 it compares with the table; nothing is written
            cursor.execute(f"INSERT INTO {FTS}({FTS}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - a constant
    except OperationalError:
        raise  # somebody else writes for too long: nothing was compared
    except DatabaseError:
        yield Finding("index", FTS, "It is not that of the terms. `manage.py migrate` builds it anew.")
