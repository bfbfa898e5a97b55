"""Everything that has to hold between the rows, the history and the stored files, asked of what is there now.

What a constraint of the tables refuses by itself is not asked again. Each check is a generator of findings: a new one
is a function in the module of its topic and a line in one of the two lists here."""

from collections.abc import Callable, Iterator

from faena.upkeep.fsck import (
    bootstrap,
    customers,
    figures,
    files,
    history,
    money,
    numbers,
    orders,
    search,
    tickets,
    visits,
)
from faena.upkeep.fsck.finding import Finding
from faena.upkeep.fsck.moment import one_moment

Check = Callable[[], Iterator[Finding]]

# What is asked of the tables alone, as of one moment.
OF_TABLES: tuple[Check, ...] = (
    money.dues,
    money.invoices,
    money.balances,
    money.suspensions,
    money.payments,
    money.received,
    money.tenders,
    money.changes,
    money.collections,
    money.rates,
    money.overpaid,
    money.owners,
    orders.accounts,
    orders.statuses,
    orders.stages,
    orders.closed,
    orders.finished,
    orders.void,
    orders.tellings,
    orders.reminders,
    orders.texts,
    numbers.series,
    numbers.prints,
    tickets.destinations,
    tickets.closings,
    tickets.moves,
    tickets.statuses,
    tickets.texts,
    tickets.protocols,
    visits.links,
    visits.lengths,
    tickets.workshop,
    figures.days,
    customers.merged,
    customers.merges,
    history.chains,
    history.accesses,
    history.unrecorded,
    history.tenders,
    history.counts,
    search.names,
    files.forgotten,
    bootstrap.masters,
)
# What stands beside the tables: the storage, which no transaction holds still, and how the database is built.
BESIDE: tuple[Check, ...] = (bootstrap.missing_guards, search.index, files.lost, files.strays)


def findings() -> Iterator[Finding]:
    """What does not hold, one after the other, in bounded memory. Nothing is written."""
    with one_moment():
        for check in OF_TABLES:
            yield from check()
    for check in BESIDE:
        yield from check()
