"""Several tickets of the queue at once: taken, forwarded, given a status, closed, or as a file."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from faena.accounts.models import Position, User
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.lib.errors import RuleBroken
from faena.lib.named import NamedValues
from faena.tickets import actions
from faena.tickets.actions import ClosingFacts
from faena.tickets.forms.forwarding import KINDS, MOST_SHOWN, POSITION, USER, destination
from faena.tickets.models import Ticket, TicketClosing, TicketStatus
from faena.ui.several import Act, Line, Together, chosen_in, each, file_of_chosen, keys_of, left_chosen, to_list

STATUS = "new_status"  # the field; "status" is the filter of the queue
_receivers = NamedValues(
    lambda _ask, kind: (
        KINDS[kind]
        .objects.receiving()
        .order_by("position" if kind == POSITION else "sort_name", "id")
        .values_list("pk", "name")[:MOST_SHOWN]
    )
)
_statuses = NamedValues(lambda _ask: TicketStatus.objects.offered().values_list("pk", "name"))


def together(request: StaffRequest) -> Together:
    """What the reader may do with several open tickets of the queue."""
    user, acts = request.user, []
    if may(user, Perm.TICKET_TAKE):
        acts.append(Act(reverse("tickets:take_several"), pgettext("ticket", "Take"), "hand"))
    if may(user, Perm.TICKET_HANDLE):
        reason, solved = Line("reason", _("Reason")), Line("text", _("What solved it, or why nothing did"))
        outcomes = TicketClosing.Outcome.choices
        warns = _("All that are chosen are closed, with the same words. Each can be reopened, one by one.")
        acts += [
            Act(reverse("tickets:forward_several"), _("Forward"), "send", "destination", _destinations(), reason),
            Act(reverse("tickets:status_several"), _("Status"), "flag", STATUS, _statuses.rows()),
            Act(reverse("tickets:close_several"), _("Close"), "circle-check", "outcome", outcomes, solved, warns=warns),
        ]
    if may(user, Perm.LIST_EXPORT):
        acts.append(file_of_chosen(reverse("tickets:queue")))
    return Together(acts, left_chosen(request))


@requires(Perm.TICKET_TAKE)
@require_POST
def take_several(request: StaffRequest) -> HttpResponseBase:
    """Each that still lies with a position."""
    return _with_chosen(request, lambda: lambda ticket: actions.take(ticket, by=request.user))


@requires(Perm.TICKET_HANDLE)
@require_POST
def forward_several(request: StaffRequest) -> HttpResponseBase:
    """All to the same, for the same reason."""

    def begin() -> Callable[[Ticket], object]:
        to, reason = _destination(request.POST.get("destination", "")), request.POST.get("reason", "")
        return lambda ticket: actions.forward(ticket, to=to, reason=reason, version=None, by=request.user)

    return _with_chosen(request, begin)


@requires(Perm.TICKET_HANDLE)
@require_POST
def status_several(request: StaffRequest) -> HttpResponseBase:
    """The customers are not told: that is done one by one."""

    def begin() -> Callable[[Ticket], object]:
        status = TicketStatus.objects.offered().filter(pk__in=keys_of([request.POST.get(STATUS, "")])).first()
        if status is None:
            raise RuleBroken(_("Choose a status."))
        return lambda ticket: actions.change_status(ticket, status=status, version=None, by=request.user)

    return _with_chosen(request, begin)


@requires(Perm.TICKET_HANDLE)
@require_POST
def close_several(request: StaffRequest) -> HttpResponseBase:
    """Each as what it is, all with the same words, as an outage that is over ends what was opened about it."""

    def begin() -> Callable[[Ticket], object]:
        outcome, text = request.POST.get("outcome", ""), request.POST.get("text", "")
        if outcome not in TicketClosing.Outcome.values:
            raise RuleBroken(_("Choose how they ended."))

        def close(ticket: Ticket) -> TicketClosing:
            return actions.close_ticket(ticket, ClosingFacts(outcome, ticket.type, text), version=None, by=request.user)

        return close

    return _with_chosen(request, begin)


def _with_chosen(request: StaffRequest, begin: Callable[[], Callable[[Ticket], object]]) -> HttpResponseBase:
    """`begin` reads what was chosen with them; what is wrong is said above the list again."""
    try:
        keys, act = chosen_in(request), begin()
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return to_list(request, reverse("tickets:queue"), keys_of(request.POST.getlist("pick")))
    rows = Ticket.objects.visible_to(request.user).filter(pk__in=keys).shown().order_by("id")
    return each(request, rows, act, reverse("tickets:queue"))


def _destinations() -> list[tuple[Any, Any]]:
    """Positions first, as queues are."""
    found = [(f"{kind}-{pk}", name) for kind in (POSITION, USER) for pk, name in _receivers.rows(kind)]
    return [("", _("To…")), *found]


def _destination(key: str) -> User | Position:
    if (found := destination(key[:40])) is None:
        raise RuleBroken(_("Choose who gets it."))
    return found
