"""Orders in the one search of every page: by their number, of the devices and of the customers that the words find."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.gate.grants import Perm
from faena.orders.models import ORDER_NUMBERS, ServiceOrder
from faena.orders.models.statuses import OVER_STAGES, TONES, Stage
from faena.ui.jinja import money
from faena.ui.search import Kind, Line, Shown, Wanted, newest, numbered

_DEVICE = Concat("device__kind", Value(" "), "device__brand", Value(" "), "device__model")
_OPEN_FIRST = Case(When(stage__in=OVER_STAGES, then=1), default=0)


def _found(wanted: Wanted, rows: "QuerySet[Any]") -> "Iterable[QuerySet[Any]]":
    if number := ORDER_NUMBERS.read(wanted.text):
        yield numbered(rows, number)
    if wanted.devices:
        yield newest(rows.filter(device__in=wanted.devices), _OPEN_FIRST)
    if wanted.customers:
        yield newest(rows.filter(customer__in=wanted.customers), _OPEN_FIRST)


def _shown(line: Line) -> Shown:
    stage = Stage(line.state)
    owed = [_("%(amount)s due") % {"amount": money(line.amount, line.currency)}] if (line.amount or 0) > 0 else []
    return Shown(
        title=" ".join(line.title.split()),
        about=" · ".join([ORDER_NUMBERS.write(line.number or 0), line.whose, *owed]),
        state=line.label or str(stage.label),
        tone="grey" if stage == Stage.CLOSED else TONES[stage],
        is_over=stage in OVER_STAGES,
    )


ORDER_KIND = Kind(
    "order",
    gettext_lazy("Orders"),
    "clipboard-list",
    Perm.ORDER_SEE,
    rows=lambda user: ServiceOrder.objects.visible_to(user),
    reads={
        "number": "number",
        "title": _DEVICE,
        "whose": "customer__name",
        "state": "stage",
        "label": Coalesce("status__name", Value("")),
        "amount": F("charge__amount") - F("charge__received"),
        "currency": "charge__currency",
    },
    found=_found,
    shown=_shown,
    module="workshop",
    order=10,
)
