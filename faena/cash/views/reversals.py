"""A payment is undone (W34): the amount is owed again, and both rows stay."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from faena.accounts.confirming import asked_of, confirm
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.cases import Reversing, page_of, reversing_of
from faena.cash.models import Payment
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, see_other
from faena.ui.forms import ConfirmWithReasonForm


@requires(Perm.PAYMENT_REVERSE, repeatable=True)
@throttled
def reverse_payment(request: StaffRequest, pk: int) -> HttpResponseBase:
    """By a Master, with the password once more, as the room of its account does it: a closed order is open again by
    that. Not there while the module of that account is switched off."""
    payment, reversing = _reversible(request, pk)
    if away := _reversed_already(request, payment):
        return away
    form = ConfirmWithReasonForm(request.POST or None, **asked_of(request))

    def act(data: dict[str, Any]) -> str:
        confirm(request, data)
        reversing.reverse(payment, reason=data["reason"], by=request.user)
        messages.success(request, _("%(receipt)s is reversed: the amount is owed again.") % {"receipt": payment})
        return page_of(payment.charge, request.company)

    context = {"payment": payment, "charge": payment.charge, "consequence": reversing.consequence(payment)}
    return form_page(request, form, "cash/reversal.html", context, act=act)


def _reversible(request: StaffRequest, pk: int) -> tuple[Payment, Reversing]:
    """The payment, and how the room of its account undoes it."""
    rows = Payment.objects.visible_to(request.user, Perm.PAYMENT_REVERSE)
    payment = get_object_or_404(rows.select_related("charge__customer", "reversal__by"), pk=pk)
    reversing = reversing_of(payment, request.company)
    if reversing is None:
        raise Http404
    return payment, reversing


def _reversed_already(request: StaffRequest, payment: Payment) -> HttpResponseBase | None:
    """Nobody fills in a form that could only be refused."""
    why = actions.why_not_reverse(payment)
    if not why:
        return None
    if payment.reversal.by != request.user:  # else it is the same press once more
        messages.error(request, why)
    return see_other(payment.as_ref.url)
