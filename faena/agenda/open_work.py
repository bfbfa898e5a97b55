"""Visits that nobody has ended: whose they are, as work that is handed over (accounts/open_work.py), and those that
nobody will go to."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import Position, User
from faena.accounts.open_work import Kind
from faena.agenda.actions.booking import give_visit, technicians
from faena.agenda.models import Visit, VisitQuerySet
from faena.gate.grants import Perm
from faena.lib.dates import format_day
from faena.lib.locales import active_language


def without_goer(rows: VisitQuerySet) -> VisitQuerySet:
    """Pending ones to which nobody will go: whoever has them is deactivated or no technician any more, or they are with
    a position that no active technician has. Asked of each apart, so that an index finds them among all visits."""
    gone = User.objects.exclude(pk__in=technicians().order_by().values("pk")).values("pk")
    lonely = Position.objects.filter(~Exists(technicians().order_by().filter(positions=OuterRef("pk"))))
    pending = Visit.objects.pending().values("pk")
    of_nobody = pending.filter(technician__in=gone).union(pending.filter(position__in=lonely.values("pk")), all=True)
    return rows.filter(pk__in=of_nobody)


def _rows(user: User) -> VisitQuerySet:
    return Visit.objects.filter(technician=user).pending().select_related("customer").order_by("on", "id")


def _give(visit: Visit, to: User, reason: str, by: User) -> object:
    return give_visit(visit, goes=to, reason=reason, version=visit.version, by=by)


def _line(visit: Visit) -> tuple[str, str]:
    return f"{visit} · {format_day(visit.on, active_language())} · {visit.customer.name}", visit.as_ref.url


VISITS = Kind(
    "visits",
    _("Visits"),
    "calendar",
    Perm.AGENDA_ACT,
    rows=_rows,
    takers=User.objects.technicians,
    give=_give,
    line=_line,
    url=lambda user: "",
    module="care",
    order=30,
)
