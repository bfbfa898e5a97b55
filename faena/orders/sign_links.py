"""The link by which a customer signs on his own phone: shown as a code on the counter's screen, good for one order,
these terms, some minutes and one signature. It proves itself, so there is no row of it; the signature ends it."""

from datetime import timedelta
from typing import Any

from django.core import signing

from faena.accounts.models import User
from faena.orders.models import ServiceOrder

MINUTES = 15


def sign_token(order: ServiceOrder, by: User) -> str:
    """Of an order whose terms are pending; `by` is who lets it be signed."""
    return _signer().sign_object([order.pk, order.terms_id, by.pk])


def signing_of(token: str) -> tuple[ServiceOrder, User] | None:
    """The order and who let it be signed; None for a token that is not ours or too old, of other terms by now, or of
    somebody who works here no more."""
    try:
        order_pk, terms_pk, user_pk = _signer().unsign_object(token, max_age=timedelta(minutes=MINUTES))
    except (signing.BadSignature, ValueError):
        return None
    by = User.objects.filter(pk=user_pk, is_active=True).first()
    order = ServiceOrder.objects.on_sheet().filter(pk=order_pk, terms=terms_pk).first()
    return (order, by) if order and by else None


def _signer() -> Any:
    return signing.TimestampSigner(salt="faena.orders.sign", sep="~")
