"""The sheet: one page with everything of an order (W17)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash.models import Charge, Payment, Tender
from faena.customers.models import AccessLink
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.dates import format_duration
from faena.lib.named import AmongKeys, Named, NamedValues, with_children
from faena.lib.refs import Ref
from faena.notifications.models import Message
from faena.orders.actions.intake import unlock_code
from faena.orders.forms.statuses import AttachForm
from faena.orders.history import FILTERS, items_of, page_of
from faena.orders.models import OVER_STAGES, WAY, InternalStatus, ServiceOrder, Stage, Status, StatusEntry
from faena.orders.next_step import StatusChoice, next_step
from faena.orders.offers import offers_of
from faena.orders.on_order import internal_of, statuses_of
from faena.orders.views import files, internal, parts, statuses, telling, terms, visits
from faena.orders.views.common import the_order

_payments: Named[Payment] = Named(
    lambda ask: (
        Payment.objects.filter(charge=ask("charge", Charge._meta.pk))
        .select_related("cashier", "reversal")
        .order_by("-id")
    )
)
_tenders: Named[Tender] = Named(lambda _ask: Tender.objects.filter(AmongKeys("payment")).told())
_link_of: Named[AccessLink] = Named(
    lambda ask: AccessLink.objects.filter(
        ref_kind=ServiceOrder.ref_kind_name, ref_id=ask("order", ServiceOrder._meta.pk), revoked_at=None
    )
)
_events: Named[Event] = Named(
    lambda ask: Event.objects.about(
        Ref(ServiceOrder.ref_kind_name, ask("order", Event._meta.get_field("about_id"))),
        Ref("charge", ask("charge", Event._meta.get_field("about_id"))),
    ).select_related("author")
)
# Both catalogues of statuses in one question.
_choices = NamedValues(
    lambda _ask: [
        Status.objects.offered()
        .exclude(stage__in=OVER_STAGES)
        .values_list(Value("status"), "pk", "name", "stage", F("waits_for_parts")),
        InternalStatus.objects.offered().values_list(Value("internal"), "pk", "name", Value(""), Value(False)),
    ]
)


@dataclass(frozen=True)
class Life:
    """What the customer was told, newest first, and what happened to the order and its account, oldest first."""

    entries: list[StatusEntry]
    events: list[Event]


@requires(Perm.ORDER_SEE)
@require_GET
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """One page with everything of an order (W17). `?history=money`: its entries of one filter; `?before=`: those before
    a cursor."""
    order, user = the_order(request, pk), request.user
    life = Life(statuses_of(order), _events.rows(order=order.pk, charge=order.account.pk))
    context = {
        "order": order,
        **_money(order, user),
        **_to_do(order, user, life),
        **statuses.photos_on_sheet(order, life.entries, user),
        **_lines(request, order, life),
        **_history(request, order, life),
    }
    return render(request, "orders/sheet.html", context)


def _to_do(order: ServiceOrder, user: User, life: Life) -> dict[str, Any]:
    """What can be done, what comes next, and the box that adds to the history where the reader may."""
    reopened = next((event for event in reversed(life.events) if event.verb == "order.reopened"), None)
    offers = offers_of(order, user, was_closed=reopened is not None)
    choices = [StatusChoice(*row) for row in _choices.rows()] if offers.can("status") else []
    return {
        "offers": offers,
        "stages": _stages(order, life.entries),
        "next": next_step(order, offers, choices, _since(order, life.entries)),
        "choices": choices,
        "composer": AttachForm(auto_id="note_%s") if choices else None,
        "band": telling.on_sheet(order, user, life.entries, life.events),
        "reopened": render_event(reopened) if reopened else None,
        "unlock_code": unlock_code(order),
    }


class StageShown(NamedTuple):
    """`state`: done, now or next; `time`: how long the order was in it, `since`: when it was received or closed."""

    name: Any
    state: str
    time: str
    since: datetime | None


def _stages(order: ServiceOrder, entries: list[StatusEntry]) -> list[StageShown]:
    """Where it is, where it has been and for how long, what is to come."""
    valid = [entry for entry in reversed(entries) if entry.withdrawn_at is None]
    ends = [entry.happened_at for entry in valid[1:]] + [order.closed_at or timezone.now()]
    spent: dict[str, Any] = {}
    for entry, end in zip(valid, ends, strict=False):
        spent[entry.status.stage] = spent.get(entry.status.stage, end - end) + (end - entry.happened_at)
    moments = {Stage.RECEIVED: order.opened_at, Stage.CLOSED: order.closed_at}
    return [
        StageShown(
            stage.label,
            "now" if stage == order.stage else "done" if stage in spent else "next",
            format_duration(spent[stage]) if stage in spent and stage not in moments else "",
            moments.get(stage),
        )
        for stage in WAY
    ]


def _since(order: ServiceOrder, entries: list[StatusEntry]) -> datetime:
    """When it got the status that it has."""
    return next((entry.happened_at for entry in entries if entry.withdrawn_at is None), order.opened_at)


def _money(order: ServiceOrder, user: User) -> dict[str, Any]:
    """What was collected, and for which parts. The account's sum is made of the same rows: nobody asks for it again."""
    rows = _payments.rows(charge=order.charge_id)
    with_children(rows, "tenders", _tenders, "payment")
    order.account.paid = sum(payment.amount for payment in rows if not payment.is_reversed)
    return {"payments": rows, **parts.on_sheet(order, user)}


def _lines(request: StaffRequest, order: ServiceOrder, life: Life) -> dict[str, Any]:
    """What is seldom wanted: the terms, the link by which the customer follows, the visits."""
    link = _link_of.first(order=order.pk) if may(request.user, Perm.LINK_SEND) else None
    return {
        "tracking": link.url if link and link.is_alive else "",
        **terms.on_sheet(order, request.user),
        **visits.on_sheet(request, order, life.events),
    }


def _history(request: StaffRequest, order: ServiceOrder, life: Life) -> dict[str, Any]:
    """The part of the history that the address asks for, and what this reader may do with each of its entries."""
    attached, notes = files.of_order(order, life.events), internal_of(order)
    filtered = request.GET.get("history", "")
    filtered = filtered if filtered in FILTERS else ""
    page = page_of(items_of(life.events, life.entries, notes, attached), filtered, request.GET.get("before", ""))
    rows = [item.row for item in page.items]
    return {
        "history": page,
        "filtered": filtered,
        "filters": FILTERS,
        "mails": Message.objects.named_by(life.events),
        "offers_of": statuses.offers_on_sheet(life.entries, rows, request.user),
        "internal_offers": internal.offers_on_sheet(rows, request.user),
        "file_offers": files.offers_on_sheet(rows, request.user),
    }
