"""Whether tickets were closed in time, by type, by position and by person; each closing counts, also what was reopened
since."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import Position, User
from faena.gate.grants import Perm, Scope, scope
from faena.tickets.models import TicketClosing, TicketType
from faena.tickets.models.handling import ClosingQuerySet
from faena.ui.columns import Column
from faena.ui.listing import Filters


@dataclass(frozen=True)
class Punctuality:
    """How many of what somebody closed, or of a type, were closed in time. `of`: "type", "position" or "person"."""

    of: str
    name: str
    in_time: int
    late: int

    @property
    def kind(self) -> Any:
        return KINDS[self.of]

    @property
    def share(self) -> str:
        """Those in time of a hundred, rounded down, so that 100 % says that none was overdue."""
        return f"{100 * self.in_time // (self.in_time + self.late)}\N{NO-BREAK SPACE}%"


KINDS = {"type": _("Opened as"), "position": _("Position"), "person": _("Closed by")}
IN_TIME, LATE = Q(at__lte=F("due_at")), Q(at__gt=F("due_at"))
COLUMNS = [
    Column("kind", _("By"), lambda row: row.kind),
    Column("name", _("Name"), lambda row: row.name, at="title"),
    Column("in_time", _("In time"), lambda row: row.in_time, at="meta", align="right", is_named=True),
    Column("late", pgettext_lazy("tickets", "Overdue"), lambda row: row.late, at="meta", align="right", is_named=True),
    Column("share", _("Of 100 in time"), lambda row: row.share, at="amount", align="right"),
]


def punctuality(user: User, filters: Filters) -> list[Punctuality]:
    """Of what was closed from–to; of each kind the most late first. A seller reads no names of people who work here
    (W31), a technician what he closed himself."""
    rows = TicketClosing.objects.reported_to(user).exclude(due_at=None).filter(filters.within("at")).order_by()
    found = _counted(rows, "type", "opened_type", TicketType.objects.select_related("parent__parent"))
    if scope(user, Perm.TICKET_SEE) is Scope.ALL:
        found += _counted(rows, "position", "position", Position.objects.all())
        found += _counted(rows, "person", "by", User.objects.all())
    return found


def _counted(rows: ClosingQuerySet, of: str, column: str, things: Any) -> list[Punctuality]:
    counts = {name: Count("pk", filter=which) for name, which in (("in_time", IN_TIME), ("late", LATE))}
    counted = list(rows.values(column).annotate(**counts))
    named = things.in_bulk([row[column] for row in counted if row[column]])
    made = [Punctuality(of, _name(named.get(row[column])), row["in_time"], row["late"]) for row in counted]
    return sorted(made, key=lambda one: (-one.late, -one.in_time, one.name))


def _name(thing: Any) -> str:
    """Of a user the name; of nothing that there was no position."""
    if thing is None:
        return str(_("Without a position"))
    return thing.name if isinstance(thing, User) else str(thing)
