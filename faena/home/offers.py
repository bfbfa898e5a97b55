"""What can be done for a customer now, by all rooms."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.agenda.offers import booking_for
from faena.billing.offers import subscribing
from faena.cash.offers import collecting_several
from faena.company.models import Company
from faena.customers import offers as of_customers
from faena.customers.models import Customer, Device, Merge
from faena.gate.offers import Offers
from faena.orders.offers import intake_of
from faena.tickets.offers import opening_for

MENU = (
    "edit",
    "contact",
    "address",
    "device",
    "visit",
    "seller",
    "merge",
    "unmerge",
    "restore",
    "retire",
    "data",
    "delete",
)


def record_offers(customer: Customer, user: User, company: Company, merges: Sequence[Merge] = ()) -> Offers:
    """merges: those by which others came to be this customer; the last one into him can be undone."""
    order = replace(intake_of(customer), short=_("Order"))
    takes_in = bool(Offers(user, [order], modules=company.modules))
    ticket = opening_for(customer, primary=not takes_in, short=pgettext("button in the bar", "Ticket"))
    own = [one for one in of_customers.offers_of(customer) if one.name != "device" or company.has_workshop]
    own += [of_customers.undoing(merge) for merge in merges if merge.kept_id == customer.pk][-1:]
    return Offers(
        user,
        [*own, booking_for(customer), subscribing(customer), ticket, order, collecting_several(customer)],
        modules=company.modules,
        menu=MENU,
        header=("collect", "ticket", "order"),
        bar=("ticket", "order"),
    )


def intake_offers(customer: Customer, user: User, company: Company, device: Device | None = None) -> Offers:
    """Of a page that shows orders of a customer, or those of one device."""
    return Offers(user, [intake_of(customer, device)], modules=company.modules, header=("order",), bar=("order",))
