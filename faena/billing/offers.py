"""What can be done with a plan of a customer, and with an invoice, now."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing.actions.invoices import why_not_cancel
from faena.billing.actions.issuing import replacement_share, why_not_reissue
from faena.billing.actions.subscriptions import why_not_resume, why_not_suspend
from faena.billing.models import Invoice, Subscription
from faena.cash.offers import collecting
from faena.company.models import Company
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.gate.offers import Offer, Offers
from faena.ui.jinja import url


def invoice_offers(invoice: Invoice, user: User, modules: Collection[str], *, whatsapp: str) -> Offers:
    """`whatsapp`: the address of a chat that asks for what is owed, "" where there is nobody or nothing to ask for."""
    key, manages = invoice.pk, Perm.BILLING_MANAGE
    chat = Offer("whatsapp", _("Send by WhatsApp"), "message-circle", whatsapp, short="WhatsApp")
    return Offers(
        user,
        [
            Offer("pdf", "PDF", "file-down", url("billing:invoice_pdf", key), key="p"),
            *([chat] if whatsapp else []),
            collecting(invoice.account, primary=True, key="n"),
            *([_again(invoice)] if invoice.account.cancelled_at else []),
            Offer(
                "cancel", _("Cancel the invoice"), "ban", url("billing:cancel_invoice", key), manages,
                why_not_cancel(invoice.account), tone="red",
            ),
        ],
        modules=modules,
        menu=("whatsapp", "reissue", "cancel"),
        header=("pdf", "collect"),
        bar=("pdf", "whatsapp", "collect"),
    )  # fmt: skip


def _again(invoice: Invoice) -> Offer:
    why = why_not_reissue(invoice, replacement_share(invoice, Company.the()))
    to = url("billing:reissue", invoice.pk)
    return Offer("reissue", _("Issue again"), "rotate-ccw", to, Perm.BILLING_MANAGE, why)


def subscription_offers(subscription: Subscription, user: User) -> Offers:
    over, key = subscription.why_cancelled, subscription.pk

    def offer(name: str, label: str, icon: str, why_not: str = "", **more: Any) -> Offer:
        to = url(f"billing:{more.pop('route', name)}", key)
        return Offer(name, label, icon, to, Perm.BILLING_MANAGE, over or why_not, **more)

    return Offers(
        user,
        [
            offer("edit", _("Edit"), "pencil", key="e", route="change"),
            offer("suspend", _("Suspend"), "circle-pause", why_not_suspend(subscription)),
            offer("resume", _("Take up again"), "circle-play", why_not_resume(subscription)),
            offer("cancel", _("Cancel the plan"), "ban", tone="red"),
        ],
        menu=("edit", "suspend", "cancel"),
    )


def subscribing(customer: Customer) -> Offer:
    """Where the customer takes a plan."""
    to, label = url("billing:subscribe", customer.pk), _("Add a plan")
    return Offer("plan", label, "plus", to, Perm.BILLING_MANAGE, customer.why_retired, primary=True, key="n")


def issuing(customer: Customer) -> Offer:
    """Where the customer is invoiced what no plan bills."""
    to, label = url("billing:issue", customer.pk), _("Issue an invoice")
    why, short = customer.why_retired, _("Invoice")
    return Offer("issue", label, "plus", to, Perm.BILLING_MANAGE, why, primary=True, key="n", short=short)
