"""What a customer's link may lead to: an order of the workshop, or a ticket of care."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from faena.company.models import Company
from faena.customers.models import AccessLink
from faena.lib.named import Named
from faena.orders.models import OrderFile, OrderVisit, ServiceOrder, StatusPhoto
from faena.portal.shown import orders, tickets
from faena.tickets.models import CommentFile, Ticket, TicketVisit


@dataclass(frozen=True)
class FollowedKind:
    """module: where it stands; where that is off, its links lead nowhere. find: the thing, by its key, with its
    customer. shown: its public part. pictures, attachments: those rows with a file that the customer may see; visits:
    the rows of its visits."""

    module: str
    page: str
    find: Callable[[int], ServiceOrder | Ticket]
    shown: Callable[[Any, Company], Any]
    pictures: Callable[[int], QuerySet[Any]]
    attachments: Callable[[int], QuerySet[Any]]
    visits: Callable[[int], QuerySet[Any]]


_shown_order: Named[ServiceOrder] = Named(
    lambda ask: (
        ServiceOrder.objects.on_sheet().select_related("signature__terms").filter(pk=ask("pk", ServiceOrder._meta.pk))
    )
)


def _order(pk: int) -> ServiceOrder:
    return _shown_order.get(pk=pk)


def _of_order(pk: int) -> QuerySet[StatusPhoto]:
    return StatusPhoto.objects.filter(entry__order_id=pk, entry__withdrawn_at=None, withdrawn_at=None)


def _attached_to_order(pk: int) -> QuerySet[OrderFile]:
    return OrderFile.objects.filter(order_id=pk).public()


def _visits_of_order(pk: int) -> QuerySet[OrderVisit]:
    return OrderVisit.objects.filter(order_id=pk)


def _ticket(pk: int) -> Ticket:
    return Ticket.objects.select_related("customer").get(pk=pk)


def _of_ticket(pk: int) -> QuerySet[CommentFile]:
    return _files_of_ticket(pk).filter(file__name="")


def _attached_to_ticket(pk: int) -> QuerySet[CommentFile]:
    return _files_of_ticket(pk).exclude(file__name="")


def _visits_of_ticket(pk: int) -> QuerySet[TicketVisit]:
    return TicketVisit.objects.filter(ticket_id=pk)


def _files_of_ticket(pk: int) -> QuerySet[CommentFile]:
    return CommentFile.objects.filter(comment__ticket_id=pk, comment__is_visible=True)


CASES = {
    "order": FollowedKind(
        module="workshop",
        page="portal/tracking.html",
        find=_order,
        shown=orders.shown,
        pictures=_of_order,
        attachments=_attached_to_order,
        visits=_visits_of_order,
    ),
    "ticket": FollowedKind(
        module="care",
        page="portal/ticket.html",
        find=_ticket,
        shown=tickets.shown,
        pictures=_of_ticket,
        attachments=_attached_to_ticket,
        visits=_visits_of_ticket,
    ),
}


def case_of(link: AccessLink) -> FollowedKind:
    return CASES[link.ref_kind]


def kinds(company: Company) -> list[str]:
    """Of the modules that are switched on."""
    return [kind for kind, case in CASES.items() if case.module in company.modules]
