"""What can be done with a payment, and with what is owed, now."""

from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.actions.balances import why_not_void
from faena.cash.actions.payments import why_not_collect, why_not_reverse
from faena.cash.cases import reversing_of
from faena.cash.models import Charge, OpeningBalance, Payment
from faena.company.models import Company
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.gate.offers import Offer, Offers
from faena.lib.named import NamedValues
from faena.ui.jinja import url


def offers_of(payment: Payment, user: User, company: Company, *, whatsapp: str) -> Offers:
    """`whatsapp`: the address of a chat that says what was received. It is undone only where its account has pages."""
    undone = why_not_reverse(payment)
    reverse = Offer(
        "reverse", _("Reverse the payment"), "undo-2", url("cash:reversal", payment.pk), Perm.PAYMENT_REVERSE, undone,
        tone="red",
    )  # fmt: skip
    offers = [
        Offer("whatsapp", _("Send by WhatsApp"), "message-circle", whatsapp, why_not=undone, short="WhatsApp"),
        collecting(payment.charge),
        *([reverse] if reversing_of(payment, company) else []),
    ]
    return Offers(user, offers, menu=("whatsapp", "collect", "reverse"), bar=("whatsapp",))


def why_not_several(customer: Customer) -> str:
    """What holds back that everything a customer owes is collected at once; "" when nothing does."""
    return "" if _owed.rows(customer=customer.pk) else _("%(name)s owes nothing now.") % {"name": customer.name}


_owed = NamedValues(
    lambda ask: (
        Charge.objects.open()
        .exclude(amount=None)
        .filter(customer=ask("customer", Customer._meta.pk))
        .values_list("pk")[:1]
    )
)


def collecting_several(customer: Customer, **more: Any) -> Offer:
    """Money for everything that a customer owes."""
    to, why = url("cash:several", customer.pk), why_not_several(customer)
    return Offer("collect", _("Take payment"), "banknote", to, Perm.PAYMENT_REGISTER, why, **more)


def collecting(charge: Charge, *, why_not: str = "", **more: Any) -> Offer:
    """Money for an account. `why_not`: what else holds it back."""
    to, refused = url("cash:collect", charge.pk), why_not or why_not_collect(charge)
    return Offer("collect", _("Take payment"), "banknote", to, Perm.PAYMENT_REGISTER, refused, **more)


def opening(customer: Customer) -> Offer:
    """What a customer owed already when the company came to the program."""
    to, label = url("cash:open_balance", customer.pk), _("Add an opening balance")
    why, short = customer.why_retired, _("Add")
    return Offer("open", label, "plus", to, Perm.BALANCE_OPEN, why, primary=True, key="n", short=short)


def balance_offers(balance: OpeningBalance, user: User) -> Offers:
    to = url("cash:void_balance", balance.pk)
    offers = [
        collecting(balance.charge, primary=True, key="n"),
        Offer(
            "void", _("Void the opening balance"), "ban", to, Perm.BALANCE_VOID, why_not_void(balance.charge),
            tone="red",
        ),
    ]  # fmt: skip
    return Offers(user, offers, menu=("void",), header=("collect",), bar=("collect",))
