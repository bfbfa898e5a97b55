"""The link by which the customer follows an order: sent to him, revoked, and made anew. Closed and void orders have
one too, for a while."""

import uuid
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.company.models import Company
from faena.customers import actions as customers
from faena.customers.models import AccessLink, Customer
from faena.journal.actions import record
from faena.journal.acts import action
from faena.lib.errors import RuleBroken
from faena.notifications.actions import notify
from faena.notifications.models import Message
from faena.orders.models import ServiceOrder
from faena.orders.paper.pieces import tracking_url

MAIL = "orders/tracking"


@action
def send_tracking(order: ServiceOrder, *, by: User) -> Message:
    """Mail the link to the customer, in the customer's language (W1). Asked for again, it is sent again.

    Raises RuleBroken for a customer without e-mail, and when the link has ended."""
    order = _locked(order)
    customer, link = order.customer, AccessLink.objects.alive().of(order.as_ref)
    if link is None or not link.token:
        raise RuleBroken(_("This order has no link that works. Make a new one, then send it."))
    if not customer.email:
        raise RuleBroken(
            _("%(name)s has no e-mail. Write it on the customer's record, or send the link by WhatsApp.")
            % {"name": customer.name}
        )
    message = notify(
        MAIL,
        address=customer.email,
        language=customer.language,
        data={"name": customer.name, "order": str(order), "device": str(order.device)},
        secret={"link": tracking_url(link)},
        ref=order.as_ref,
        dedupe_key=f"tracking-{uuid.uuid4()}",
    )
    record("order.link_sent", order.as_ref, said={"address": customer.email}, customer_id=customer.pk, by=by)
    return message


@action
def revoke_tracking(order: ServiceOrder, *, by: User) -> None:
    """The link ends at once: the QR and the code on what was printed open nothing any more (W1)."""
    order = _locked(order)
    if customers.revoke_link(order.as_ref, by=by) is None:
        raise RuleBroken(_("This order has no link that works: there is nothing to revoke."))


@action
def renew_tracking(order: ServiceOrder, *, by: User) -> AccessLink:
    """A new link where the last one was revoked or has ended; one that works is left as it is. That of an order which
    is over ends as many days from now as the company gives after closing."""
    Customer.locked(order.customer_id)  # before the order, as everywhere
    order = _locked(order)
    link = customers.make_link(order.as_ref, order.customer, by=by)
    if not order.is_open and link.expires_at is None:
        customers.link_expires(order.as_ref, timezone.now() + timedelta(days=Company.the().tracking_days))
        link.refresh_from_db()
    return link


def _locked(order: ServiceOrder) -> ServiceOrder:
    """Under its lock, whether it is over or not."""
    locked: ServiceOrder = ServiceOrder.objects.on_sheet().select_for_update(of=("self",)).get(pk=order.pk)
    return locked
