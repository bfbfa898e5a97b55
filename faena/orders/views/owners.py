"""The wrong customer was chosen at intake: the right one is found, then the order is handed over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.customers.choosing import Choosing, choosing_page
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.actions.owners import has_other_orders, is_settled, why_not_correct
from faena.orders.forms.owners import CustomerForm
from faena.orders.models import ServiceOrder
from faena.orders.views.common import sheet_of, the_order
from faena.ui.answers import form_page, see_other


@requires(Perm.ORDER_EDIT)
def correct(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Whose is it? Once that is said (`?to=7`): what changes with the customer, and the button that does it."""
    order = the_order(request, pk, Perm.ORDER_EDIT)
    if away := dead_end(request, order, why_not_correct(order, request.user)):
        return away
    if (customer := _chosen(request)) is None:
        return see_other(request.path) if request.method == "POST" else choosing_page(request, _choosing(order))
    form = CustomerForm(
        request.POST or None, order=order, customer=customer, settled=is_settled(order), asks=has_other_orders(order)
    )

    def act(data: dict[str, Any]) -> str:
        actions.correct_customer(order, customer, **form.facts(data), by=request.user)
        messages.success(request, _("%(order)s is %(name)s's now.") % {"order": order, "name": customer.name})
        return sheet_of(order)

    return form_page(request, form, "orders/customer.html", {"order": order, "customer": customer}, act=act)


def _chosen(request: StaffRequest) -> Customer | None:
    """One that the reader may not see is as good as none."""
    sent = request.GET.get("to", "")
    if not sent.isdecimal() or len(sent) > 18:
        return None
    return Customer.objects.visible_to(request.user).current().filter(pk=int(sent)).first()


def _choosing(order: ServiceOrder) -> Choosing:
    return Choosing(
        purpose="owner",
        title=_("Correct the customer"),
        back=sheet_of(order),
        back_label=str(order),
        placeholder=_("Name, phone, document…"),
        lead=f"{order} · {order.device} · {order.customer.name}",
        invites=_("Whose is it? Find the right customer; what changes is said before it does."),
        known={"order": order.pk},
    )
