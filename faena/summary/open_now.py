"""What is open at this moment: orders by status and technician, accounts by age, the visits of today. Each is one query
over an index of what is open, however long the history is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.agenda.models import Visit
from faena.cash.models import Charge, ChargeQuerySet
from faena.company.models import Company
from faena.gate.roles import Role
from faena.orders.models import WORKING_STAGES, ServiceOrder, Stage
from faena.orders.models.statuses import STAGE_ICONS, TONES

AGES = {
    "current": _("Not due yet"),
    "month": pgettext_lazy("age of an account", "1 to 30 days"),
    "two": pgettext_lazy("age of an account", "31 to 60"),
    "older": pgettext_lazy("age of an account", "Over 60"),
}
OVERDUE = [age for age in AGES if age != "current"]


@dataclass(frozen=True)
class OpenStatus:
    """Open orders that stand on one status; `pk` None: on none, only on the stage."""

    pk: int | None
    name: str
    stage: str
    waits_for_parts: bool
    count: int

    @property
    def tone(self) -> str:
        return "purple" if self.waits_for_parts else TONES[Stage(self.stage)]

    @property
    def icon(self) -> str:
        return "package-search" if self.waits_for_parts else STAGE_ICONS[Stage(self.stage)]


@dataclass(frozen=True)
class Load:
    """What a technician has; `pk` None: what nobody has who would do it."""

    pk: int | None
    name: str
    orders: int
    late: int
    visits: int


@dataclass(frozen=True)
class OpenOrders:
    statuses: list[OpenStatus]
    loads: list[Load]
    count: int
    worth: int


def open_orders(user: User, visits: dict[int | None, tuple[str, int]], *, has_workshop: bool) -> OpenOrders:
    """`visits`: of `visits_of`; who has only these is a technician too. Nothing is asked without a workshop."""
    if not has_workshop:
        return OpenOrders([], _by_technician([], visits), 0, 0)
    late = Q(stage__in=WORKING_STAGES, promised_at__lt=timezone.now())
    columns = ("status", "status__name", "status__position", "status__waits_for_parts", "stage")
    who = ("technician", "technician__name", "technician__is_active", "technician__role")
    rows = list(
        ServiceOrder.objects.visible_to(user)
        .open()
        .order_by()
        .values(*columns, *who)
        .annotate(number=Count("pk"), late=Count("pk", filter=late), worth=Sum("charge__amount"))
    )
    return OpenOrders(
        _by_status(rows), _by_technician(rows, visits), sum(row["number"] for row in rows), _sum(rows, "worth")
    )


def _by_status(rows: Sequence[Any]) -> list[OpenStatus]:
    """In the order in which the company has them, those without a status by their stage."""
    stages = list(Stage)
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault((stages.index(row["stage"]), row["status__position"] or 0, row["status"]), []).append(row)
    return [
        OpenStatus(
            pk,
            of_it[0]["status__name"] or str(Stage(of_it[0]["stage"]).label),
            of_it[0]["stage"],
            bool(of_it[0]["status__waits_for_parts"]),
            sum(row["number"] for row in of_it),
        )
        for (_stage, _place, pk), of_it in sorted(found.items(), key=lambda one: one[0][:2])
    ]


def _by_technician(rows: Sequence[Any], visits: dict[int | None, tuple[str, int]]) -> list[Load]:
    """Who has most first; nobody last."""
    found: dict[int | None, list[Any]] = {pk: [name, 0, 0, number] for pk, (name, number) in visits.items()}
    for row in rows:
        goes = row["technician__is_active"] and row["technician__role"] == Role.TECHNICIAN
        one = found.setdefault(row["technician"] if goes else None, [row["technician__name"] if goes else "", 0, 0, 0])
        one[1] += row["number"]
        one[2] += row["late"]
    loads = [Load(pk, *facts) for pk, facts in found.items()]
    return sorted(loads, key=lambda load: (load.pk is None, -load.orders, -load.visits, load.name))


def visits_of(user: User, day: date) -> dict[int | None, tuple[str, int]]:
    """Technician → his name and how many visits he has that day."""
    rows = Visit.objects.visible_to(user).filter(on=day).exclude(state=Visit.State.CANCELLED).order_by()
    counted = rows.values("technician", "technician__name").annotate(number=Count("pk"))
    return {row["technician"]: (row["technician__name"] or "", row["number"]) for row in counted}


def receivable(user: User) -> ChargeQuerySet:
    """Accounts of which somebody knows what is left to pay."""
    return Charge.objects.visible_to(user).open().exclude(amount=None)


def of_age(age: str, company: Company, today: date) -> Q:
    """The accounts that are overdue since so long; without a day on which they are due they are current."""
    late = company.overdue_up_to(today)
    month, two = late - timedelta(days=30), late - timedelta(days=60)
    return {
        "current": Q(due_on=None) | Q(due_on__gt=late),
        "month": Q(due_on__lte=late, due_on__gt=month),
        "two": Q(due_on__lte=month, due_on__gt=two),
        "older": Q(due_on__lte=two),
    }[age]


def receivables(user: User, company: Company, today: date) -> dict[str, tuple[int, int]]:
    """Age → how many accounts, and minor units left to pay."""
    ages = Case(
        *(When(of_age(age, company, today), then=Value(age)) for age in AGES),
        default=Value("current"),
        output_field=CharField(),
    )
    rows = receivable(user).order_by().annotate(age=ages).values("age")
    counted = rows.annotate(number=Count("pk"), left=Sum(F("amount") - F("received")))
    found = {row["age"]: (row["number"], int(row["left"])) for row in counted}
    return {age: found.get(age, (0, 0)) for age in AGES}


def _sum(rows: Sequence[Any], column: str) -> int:
    return sum(int(row[column] or 0) for row in rows)
