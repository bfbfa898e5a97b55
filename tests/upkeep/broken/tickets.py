"""Tickets: who has them, by what they are found, their numbers, and what the history says of them."""

from django.utils import timezone

from faena.customers.models import SearchTerm
from faena.orders.models import ServiceOrder
from faena.tickets.models import Comment, CommentFile, Holding, StatusChange, Ticket, TicketClosing
from faena.upkeep.fsck import files, history, numbers, tickets
from tests import factories
from tests.upkeep.broken import breaks


@breaks(tickets.destinations)
def nobody_has_an_open_ticket(shop):
    Holding.objects.filter(ticket=shop.ticket).delete()
    return {("ticket", shop.ticket.pk)}


@breaks(tickets.destinations)
def an_open_ticket_was_taken_from_somebody_and_given_to_nobody(shop):
    Holding.objects.filter(ticket=shop.ticket).update(until=timezone.now())
    return {("ticket", shop.ticket.pk)}


@breaks(tickets.protocols)
def a_protocol_is_not_found(shop):
    SearchTerm.objects.filter(source_kind="ticket", source_id=shop.ticket.pk).delete()
    return {("ticket", shop.ticket.pk)}


@breaks(numbers.series)
def a_protocol_was_given_and_no_ticket_has_it(shop):
    Ticket.objects.filter(pk=shop.ticket.pk).update(number=7)
    return {("series", f"ticket/{shop.ticket.branch_id}")}


@breaks(history.unrecorded)
def the_history_tells_another_description(shop):
    Ticket.objects.filter(pk=shop.ticket.pk).update(description="Something else.")
    return {("ticket", shop.ticket.pk)}


# --- what was done with one -------------------------------------------------------------------------------------


def first(model, shop, **facts):
    return model.objects.filter(ticket=shop.handled, **facts).earliest("pk")


@breaks(tickets.closings)
def a_closed_ticket_is_with_somebody(shop):
    held = Holding.objects.filter(ticket=shop.handled).latest("pk")
    Holding.objects.filter(pk=held.pk).update(until=None)
    return {("ticket", shop.handled.pk)}


@breaks(tickets.closings)
def an_open_ticket_has_a_closing_that_stands(shop):
    held = Holding.objects.filter(ticket=shop.handled).latest("pk")
    Holding.objects.filter(pk=held.pk).update(until=None)
    Ticket.objects.filter(pk=shop.handled.pk).update(state="open", closed_at=None)
    return {("ticket", shop.handled.pk)}


@breaks(tickets.closings)
def a_ticket_is_closed_and_nothing_says_how(shop):
    Ticket.objects.filter(pk=shop.ticket.pk).update(state="closed", closed_at=timezone.now())
    Holding.objects.filter(ticket=shop.ticket).update(until=timezone.now())
    return {("ticket", shop.ticket.pk)}


@breaks(tickets.moves)
def a_ticket_was_with_two_at_once(shop):
    held = first(Holding, shop)
    Holding.objects.filter(pk=held.pk).update(until=timezone.now())
    return {("holding", held.pk)}


@breaks(tickets.statuses)
def a_ticket_stands_on_a_status_that_nobody_gave_it(shop):
    Ticket.objects.filter(pk=shop.handled.pk).update(status=factories.a_ticket_status())
    return {("ticket", shop.handled.pk)}


@breaks(tickets.texts)
def a_closing_is_not_found_by_its_words(shop):
    closing = first(TicketClosing, shop)
    TicketClosing.objects.filter(pk=closing.pk).update(text_key="")
    return {("ticket closing", closing.pk)}


@breaks(history.unrecorded)
def a_ticket_went_for_another_reason(shop):
    held = first(Holding, shop, reason="He pays.")
    Holding.objects.filter(pk=held.pk).update(reason="She pays.")
    return {("holding", held.pk)}


@breaks(history.unrecorded)
def a_status_was_given_by_somebody_else(shop):
    change = first(StatusChange, shop)
    StatusChange.objects.filter(pk=change.pk).update(author=factories.somebody())
    return {("status change", change.pk)}


@breaks(history.unrecorded)
def a_test_came_out_otherwise(shop):
    said = first(Comment, shop)
    Comment.objects.filter(pk=said.pk).update(result="Fine")
    return {("comment", said.pk)}


@breaks(history.unrecorded)
def a_ticket_was_closed_as_something_else(shop):
    closing = first(TicketClosing, shop)
    TicketClosing.objects.filter(pk=closing.pk).update(type=factories.a_ticket_type())
    return {("ticket closing", closing.pk)}


@breaks(history.unrecorded)
def a_ticket_was_reopened_for_another_reason(shop):
    closing = first(TicketClosing, shop)
    TicketClosing.objects.filter(pk=closing.pk).update(reopen_reason="She called")
    return {("ticket reopening", closing.pk)}


@breaks(history.counts)
def a_comment_was_made_up(shop):
    said = factories.a_comment(shop.ticket)
    return {("comment", said.pk), ("ticket", shop.ticket.pk)}


@breaks(files.forgotten)
def nothing_shows_the_picture_of_a_comment(shop):
    file = CommentFile.objects.get(comment__ticket=shop.handled).file
    CommentFile.objects.filter(file=file).delete()
    return {("file", file.pk)}


@breaks(tickets.workshop)
def the_order_of_a_ticket_points_to_another_one(shop):
    ServiceOrder.objects.filter(pk=shop.sent.order_id).update(ref_id=shop.ticket.pk)
    return {("ticket", shop.sent.pk)}


@breaks(tickets.workshop)
def the_order_of_a_ticket_is_another_customers(shop):
    Ticket.objects.filter(pk=shop.sent.pk).update(customer=factories.a_customer())
    return {("ticket", shop.sent.pk)}


@breaks(tickets.workshop)
def a_ticket_forgot_the_order_that_came_from_it(shop):
    Ticket.objects.filter(pk=shop.sent.pk).update(order=None)
    return {("order", shop.sent.order_id)}
