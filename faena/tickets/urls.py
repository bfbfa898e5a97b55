"""Routes of tickets: the queue, those of one customer, one of them and what is done with it, what solved them."""

from django.urls import include, path

from faena.cases.following import routes
from faena.tickets.following import TICKETS
from faena.tickets.views import (
    choosing,
    closing,
    forwarding,
    handling,
    opening,
    page,
    queue,
    several,
    solutions,
    visits,
    workshop,
)

app_name = "tickets"
urlpatterns = [
    path("customers/<int:pk>/tickets/", opening.of_customer, name="of_customer"),
    path("customers/<int:pk>/tickets/new/", opening.open_ticket, name="open"),
    path("tickets/", queue.queue, name="queue"),
    path("tickets/new/", choosing.choose_customer, name="new"),
    # several of them
    path("tickets/several/taking/", several.take_several, name="take_several"),
    path("tickets/several/forwarding/", several.forward_several, name="forward_several"),
    path("tickets/several/status/", several.status_several, name="status_several"),
    path("tickets/several/closing/", several.close_several, name="close_several"),
    # what solved them
    path("tickets/solutions/", solutions.solutions, name="solutions"),
    path("tickets/types-report/", solutions.types_report, name="types_report"),
    path("tickets/in-time/", solutions.in_time, name="in_time"),
    # one of them
    path("tickets/<int:ticket_pk>/", page.ticket, name="ticket"),
    path("tickets/<int:ticket_pk>/history/<int:event_pk>/", page.entry, name="entry"),
    path("tickets/<int:ticket_pk>/pictures/<int:picture_pk>/", page.picture, name="picture"),
    # what is done with it
    path("tickets/<int:ticket_pk>/forwarding/", forwarding.forward, name="forward"),
    path("tickets/<int:ticket_pk>/taking/", forwarding.take, name="take"),
    path("tickets/<int:ticket_pk>/status/", handling.status, name="status"),
    path("tickets/<int:ticket_pk>/comments/", handling.comment, name="comment"),
    path(
        "tickets/<int:ticket_pk>/comments/<int:comment_pk>/confirmation/", handling.confirm_reply, name="confirm_reply"
    ),
    path("tickets/<int:ticket_pk>/type/", handling.change_type, name="type"),
    path("tickets/<int:ticket_pk>/date/", handling.date, name="date"),
    path("tickets/<int:ticket_pk>/visits/new/", visits.book, name="book"),
    path("tickets/<int:ticket_pk>/closing/", closing.close, name="close"),
    path("tickets/<int:ticket_pk>/reopening/", closing.reopen, name="reopen"),
    path("tickets/<int:ticket_pk>/order/", workshop.send, name="workshop"),
    # the link by which the customer follows
    path("tickets/<int:case_pk>/link/", include(routes(TICKETS))),
]
