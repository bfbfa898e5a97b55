"""How customers and solutions are found: everybody has a name to be found by, and the indexes hold what they should."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Prefetch

from faena.customers.guards import FTS
from faena.customers.models import Customer, SearchTerm
from faena.customers.search import LONGEST_TERM
from faena.lib import trigrams
from faena.lib.text import fold
from faena.tickets.guards import WORDS
from faena.upkeep.fsck.finding import AT_ONCE, Finding


def names() -> Iterator[Finding]:
    """A customer is found by the name that is written down. One of signs alone ("★") has nothing to be found by; who
    was merged is found as the other one."""
    terms = Prefetch("terms", SearchTerm.objects.filter(field="name"))
    for customer in Customer.objects.filter(merged_into=None).prefetch_related(terms).iterator(AT_ONCE):
        wanted = fold(customer.name)[:LONGEST_TERM].strip()
        if wanted and wanted not in {term.value for term in customer.terms.all()}:
            yield Finding("customer", customer.pk, f"Customer {customer.code} is not found by the name.")


def index() -> Iterator[Finding]:
    """SQLite's trigrams are a copy of the texts; PostgreSQL keeps its indexes by itself."""
    if connection.vendor != "sqlite":
        return
    for name, what in ((FTS, "terms"), (WORDS, "closing texts")):
        if not trigrams.is_true(name, connection):
            yield Finding("index", name, f"It is not that of the {what}. `manage.py migrate` builds it anew.")
