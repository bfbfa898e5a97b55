"""Several customers of the list at once: given to a seller, retired, or as a file."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.models import User
from faena.accounts.offering import offered
from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.gate.roles import Role
from faena.lib.errors import RuleBroken
from faena.ui.several import Act, Together, chosen_in, each, file_of_chosen, keys_of, left_chosen, to_list

LIST = "customers:list"
_sellers = offered(lambda: User.objects.active().filter(role=Role.SELLER))


def together(request: StaffRequest) -> Together:
    """What the reader may do with several customers of the list."""
    user, acts = request.user, []
    if may(user, Perm.CUSTOMER_ASSIGN):
        sellers = [("", _("Without a seller")), *_sellers()]
        acts.append(Act(reverse("customers:assign_several"), _("Seller"), "user-round-check", "seller", sellers))
    if may(user, Perm.CUSTOMER_RETIRE):
        warns = _(
            "Retire those that are chosen? They leave the lists and searches. The history stays, and each can be "
            "restored at any time, one by one."
        )
        acts.append(Act(reverse("customers:retire_several"), _("Retire"), "archive", warns=warns, tone="red"))
    if may(user, Perm.LIST_EXPORT):
        acts.append(file_of_chosen(reverse(LIST)))
    return Together(acts, left_chosen(request))


@requires(Perm.CUSTOMER_ASSIGN)
@require_POST
def assign_several(request: StaffRequest) -> HttpResponseBase:
    """W31: all to the same seller, or to nobody."""

    def begin() -> Callable[[Customer], object]:
        key, seller = request.POST.get("seller", ""), None
        if key and (seller := User.objects.active().filter(role=Role.SELLER, pk__in=keys_of([key])).first()) is None:
            raise RuleBroken(_("Choose an active seller."))
        return lambda one: actions.assign_seller(one, seller, version=one.version, by=request.user)

    return _with_chosen(request, begin)


@requires(Perm.CUSTOMER_RETIRE)
@require_POST
def retire_several(request: StaffRequest) -> HttpResponseBase:
    """W29: each that has nothing open."""

    def begin() -> Callable[[Customer], object]:
        return lambda one: actions.retire_customer(one, version=one.version, by=request.user)

    return _with_chosen(request, begin)


def _with_chosen(request: StaffRequest, begin: Callable[[], Callable[[Customer], object]]) -> HttpResponseBase:
    """`begin` reads what was chosen with them; what is wrong is said above the list again."""
    try:
        keys, act = chosen_in(request), begin()
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return to_list(request, reverse(LIST), keys_of(request.POST.getlist("pick")))
    rows = Customer.objects.visible_to(request.user).filter(pk__in=keys).order_by("sort_name", "id")
    return each(request, rows, act, reverse(LIST))
