"""A ticket goes to somebody else, or is taken (C11)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.tickets import actions
from faena.tickets.forms.forwarding import ForwardForm, asked_for
from faena.tickets.models import Ticket
from faena.tickets.undoing import of_taking
from faena.tickets.views.common import page_of, the_ticket
from faena.ui.answers import form_page, pressed, search_text


@requires(Perm.TICKET_HANDLE)
def forward(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """User or position, looked for by name (`?q=`), and why."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_HANDLE)
    if away := dead_end(request, ticket):
        return away
    form = ForwardForm(request.POST or None, initial=asked_for(request.GET, ticket))

    def act(data: dict[str, Any]) -> str:
        goes_to = data["destination"]
        actions.forward(ticket, to=goes_to, reason=data["reason"], version=data["version"], by=request.user)
        messages.success(request, _("%(ticket)s is with %(name)s now.") % {"ticket": ticket, "name": goes_to})
        return page_of(ticket)

    return form_page(request, form, "tickets/forward.html", lambda: _page(request, ticket, form), act=act)


def _page(request: StaffRequest, ticket: Ticket, form: ForwardForm) -> dict[str, Any]:
    words = search_text(request)
    return {"ticket": ticket, "lists": form.lists(ticket, words), "looked_for": words}


@requires(Perm.TICKET_TAKE)
@require_POST
def take(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """Out of a position's queue; whoever comes second reads who was first."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_TAKE)
    message = _("%(ticket)s is yours.") % {"ticket": ticket}
    back = page_of(ticket)
    return pressed(request, lambda: actions.take(ticket, by=request.user), said=message, back=back, undo=of_taking)
