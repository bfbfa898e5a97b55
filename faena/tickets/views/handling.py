"""What is done with an open ticket: its status, a comment, another date."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.tickets import actions
from faena.tickets.actions import CommentFacts
from faena.tickets.forms.handling import CommentForm, DateForm, TicketStatusForm, date_written, status_written
from faena.tickets.models import Comment
from faena.tickets.views.common import page_of, the_ticket
from faena.ui.answers import form_page


@requires(Perm.TICKET_HANDLE)
def status(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """C12: one of the grid, and the priority; leaving keeps both."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_HANDLE)
    if away := dead_end(request, ticket):
        return away
    form = TicketStatusForm(request.POST or None, ticket=ticket, initial=status_written(ticket))

    def act(data: dict[str, Any]) -> str:
        actions.change_status(ticket, **data, by=request.user)
        messages.success(request, _("Changed."))
        return page_of(ticket)

    return form_page(request, form, "tickets/status.html", {"ticket": ticket}, act=act, saved=status_written)


@requires(Perm.TICKET_COMMENT)
def comment(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """C14."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_COMMENT)
    if away := dead_end(request, ticket):
        return away
    form = CommentForm(request.POST or None, request.FILES or None, initial={"kind": Comment.Kind.COMMENT})

    def act(data: dict[str, Any]) -> str:
        actions.comment(ticket, CommentFacts(**data), by=request.user)
        messages.success(request, _("It stands in the history."))
        return f"{page_of(ticket)}?view=history"

    return form_page(request, form, "tickets/comment.html", {"ticket": ticket}, act=act)


@requires(Perm.TICKET_REOPEN)
def date(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """C16, C19: what was agreed with the customer, which wins over the hours of the type."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_REOPEN)
    if away := dead_end(request, ticket):
        return away
    form = DateForm(request.POST or None, initial=date_written(ticket))

    def act(data: dict[str, Any]) -> str:
        actions.negotiate(ticket, **data, by=request.user)
        messages.success(request, _("The date is changed."))
        return page_of(ticket)

    return form_page(request, form, "tickets/date.html", {"ticket": ticket}, act=act, saved=date_written)
