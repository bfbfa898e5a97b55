"""The sheet: one page with everything of an order (W17)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash.models import Charge, Payment, Tender
from faena.customers.models import AccessLink
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.journal.models import Event
from faena.journal.rendering import EventLine, render_event
from faena.lib.named import AmongKeys, Named, with_children
from faena.lib.refs import Ref
from faena.notifications.models import Message
from faena.orders.actions.intake import unlock_code
from faena.orders.actions.telling import VERBS
from faena.orders.models import WAY, ServiceOrder, StatusEntry
from faena.orders.offers import offers_of
from faena.orders.views import files, internal, parts, statuses, terms, visits
from faena.orders.views.common import the_order

_payments: Named[Payment] = Named(
    lambda ask: (
        Payment.objects.filter(charge=ask("charge", Charge._meta.pk))
        .select_related("cashier", "reversal")
        .order_by("-id")
    )
)
_tenders: Named[Tender] = Named(
    lambda _ask: Tender.objects.filter(AmongKeys("payment")).select_related("method").order_by("id")
)
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


@requires(Perm.ORDER_SEE)
@require_GET
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """One page with everything of an order (W17)."""
    order, user = the_order(request, pk), request.user
    known = {**_money(order), **statuses.on_sheet(order, user), **_history(order)}
    context = {
        "order": order,
        **known,
        "steps": _steps(order, known["entries"]),
        "offers": offers_of(order, user, was_closed=known["reopened"] is not None),
        **internal.on_sheet(order, user),
        **parts.on_sheet(order, user),
        **_link(order, user),
        **terms.on_sheet(order, user),
        **_told_of(request, order, known["history"]),
        "unlock_code": unlock_code(order),
    }
    return render(request, "orders/sheet.html", context)


def _steps(order: ServiceOrder, entries: list[StatusEntry]) -> list[tuple[Any, str]]:
    """The stages in order: where it is, where it has been, what is to come."""
    been = {entry.status.stage for entry in entries if entry.withdrawn_at is None}
    return [(stage.label, "now" if stage == order.stage else "done" if stage in been else "next") for stage in WAY]


def _told_of(request: StaffRequest, order: ServiceOrder, history: list[EventLine]) -> dict[str, Any]:
    """What few orders have: the database is asked only when the history tells of it."""
    return {**files.on_sheet(order, request.user, history), **visits.on_sheet(request, order, history)}


def _money(order: ServiceOrder) -> dict[str, Any]:
    """What was collected; the account's sum is made of the same rows, so nobody asks for it again."""
    rows = _payments.rows(charge=order.charge_id)
    with_children(rows, "tenders", _tenders, "payment")
    order.account.paid = sum(payment.amount for payment in rows if not payment.is_reversed)
    return {"payments": rows}


def _link(order: ServiceOrder, user: User) -> dict[str, Any]:
    link = _link_of.first(order=order.pk) if may(user, Perm.LINK_SEND) else None
    return {"tracking": link.url if link and link.is_alive else ""}


def _told(lines: list[EventLine]) -> dict[int, list[EventLine]]:
    """Entry → how its customer was written to about it, newest first."""
    told: dict[int, list[EventLine]] = {}
    for line in lines:
        if line.event.verb in VERBS.values():
            told.setdefault(line.event.facts["entry_id"], []).append(line)
    return told


def _history(order: ServiceOrder) -> dict[str, Any]:
    """Everything that happened to the order and to its account, newest first; among it by whom, when and why it was
    opened again the last time."""
    events = _events.rows(order=order.pk, charge=order.account.pk)
    lines = [render_event(event) for event in reversed(events)]
    return {
        "history": lines,
        "mails": Message.objects.named_by(events),
        "told": _told(lines),
        "reopened": next((line for line in lines if line.event.verb == "order.reopened"), None),
    }
