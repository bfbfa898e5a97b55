"""Tickets: who has them, by what they are found, their numbers, and what the history says of them."""

from django.utils import timezone

from faena.customers.models import SearchTerm
from faena.tickets.models import Holding, Ticket
from faena.upkeep.fsck import history, numbers, tickets
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


@breaks(history.untold)
def the_history_tells_another_description(shop):
    Ticket.objects.filter(pk=shop.ticket.pk).update(description="Something else.")
    return {("ticket", shop.ticket.pk)}
