"""Visits: what each was booked for is its own customer's, and it lasts as long as it says."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from faena.agenda.models import Visit
from faena.orders.models import OrderVisit
from faena.tickets.models import TicketVisit
from faena.upkeep.fsck.finding import AT_ONCE, Finding

# What points to a visit, by the kind that the visit says: the link, and the path from it to its case.
LINKS: dict[str, tuple[Any, str]] = {"ticket": (TicketVisit, "ticket"), "order": (OrderVisit, "order")}


def links() -> Iterator[Finding]:
    """A visit and the ticket or order that it was booked for know of each other, and are the same customer's."""
    for kind, (model, case) in LINKS.items():
        astray = ~Q(visit__ref_kind=kind) | ~Q(visit__ref_id=F(case))
        others = ~Q(**{f"{case}__customer": F("visit__customer")})
        for link in model.objects.filter(astray | others).select_related("visit", case).iterator(AT_ONCE):
            yield Finding("visit", link.visit_id, f"{link.visit} is not a visit of {getattr(link, case)}.")
        linked = model.objects.filter(visit=OuterRef("pk"))
        for visit in Visit.objects.filter(~Exists(linked), ref_kind=kind).iterator(AT_ONCE):
            yield Finding("visit", visit.pk, f"{visit} was booked for {visit.ref_label}, which does not know of it.")


def lengths() -> Iterator[Finding]:
    """A timed visit ends when its minutes are over."""
    for visit in Visit.objects.exclude(starts_at=None).iterator(AT_ONCE):
        assert visit.starts_at is not None
        assert visit.ends_at is not None
        if visit.ends_at - visit.starts_at != timedelta(minutes=visit.minutes):
            yield Finding("visit", visit.pk, f"{visit} does not last its {visit.minutes} minutes.")
