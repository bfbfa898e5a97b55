"""Who came in during the demo's last week: sign-ins of each morning, one that was refused, and a list that was taken
out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from faena.accounts.actions import refuse_sign_in, signed_in
from faena.accounts.models import User
from faena.company.actions import Export, begin_export, end_export
from faena.journal.unit_of_work import Origin, unit_of_work
from faena.upkeep.demo import clock

COUNTER: Final = Origin("page", address="192.0.2.10", agent="Chrome 142, Windows")
PHONE: Final = Origin("page", address="198.51.100.23", agent="Chrome 142, Android")
STRANGER: Final = Origin("page", address="203.0.113.66", agent="Firefox 145, Linux")
WHERE: Final = {"master": COUNTER, "operator": COUNTER, "technician": PHONE}
ROWS: Final = 42  # of the list that was taken out


def comings(now: datetime, staff: dict[str, User]) -> Iterator[datetime]:
    """Yields the moment of each step before taking it."""
    for days in range(6, 0, -1):
        for place, (short, origin) in enumerate(WHERE.items()):
            yield clock.opening(now, days, 8.5 + place / 10)
            with unit_of_work(origin):
                signed_in(staff[short])
    yield clock.opening(now, 1, 8.9)
    with unit_of_work(STRANGER):
        refuse_sign_in(staff["master"].email)
    yield clock.opening(now, 1, 16)
    with unit_of_work(COUNTER):
        taken = Export(_("Customers"), "/customers/", "xlsx", "", lambda most: min(most, ROWS))
        end_export(begin_export(taken, reason="", by=staff["operator"]), rows=ROWS, is_whole=True)
