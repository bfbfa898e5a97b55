"""What is done with an open ticket: its status, its type, a comment, another date."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.tickets import actions
from faena.tickets.forms.handling import (
    CommentForm,
    DateForm,
    TicketStatusForm,
    TypeForm,
    date_written,
    status_written,
    type_written,
)
from faena.tickets.models import Comment
from faena.tickets.views.common import page_of, the_ticket
from faena.ui.answers import form_page, pressed


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
    initial = {"kind": Comment.Kind.COMMENT, "channel": ticket.channel}
    form = CommentForm(request.POST or None, request.FILES or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.comment(ticket, form.facts, by=request.user)
        return reverse("tickets:close", args=[ticket.pk]) if data["then"] else page_of(ticket)

    return form_page(request, form, "tickets/comment.html", {"ticket": ticket}, act=act)


@requires(Perm.TICKET_COMMENT)
@require_POST
def confirm_reply(request: StaffRequest, ticket_pk: int, comment_pk: int) -> HttpResponseBase:
    """That an answer by WhatsApp was sent."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_COMMENT)
    said = get_object_or_404(Comment, pk=comment_pk, ticket=ticket)
    confirm = partial(actions.confirm_reply, ticket, said, by=request.user)
    return pressed(request, confirm, said=_("It is kept that it was sent."), back=page_of(ticket))


@requires(Perm.TICKET_HANDLE)
def change_type(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """What it is about, found to be something else."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_HANDLE)
    if away := dead_end(request, ticket):
        return away
    form = TypeForm(request.POST or None, ticket=ticket, initial=type_written(ticket))

    def act(data: dict[str, Any]) -> str:
        actions.change_type(ticket, **data, by=request.user)
        messages.success(request, _("Changed."))
        return page_of(ticket)

    return form_page(request, form, "tickets/type.html", {"ticket": ticket}, act=act, saved=type_written)


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
