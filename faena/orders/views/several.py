"""Several orders at once: given to a technician, given a status, their labels printed, or as a file."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.offering import offered
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm, Scope, may, scope
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.errors import RuleBroken
from faena.lib.named import NamedValues
from faena.orders import actions, paper
from faena.orders.actions.telling import ways_to
from faena.orders.models import OPEN_STAGES, OrderQuerySet, ServiceOrder, Status, Telling
from faena.ui.answers import see_other
from faena.ui.printing import pdf_answer
from faena.ui.several import (
    MOST,
    Act,
    Line,
    Together,
    chosen_in,
    each,
    file_of_chosen,
    keys_of,
    left_chosen,
    to_list,
)

STATUS = "new_status"  # the field; "status" is the filter of the list
_technicians = offered(lambda: User.objects.technicians())


def together(request: StaffRequest) -> Together:
    """What the reader may do with several orders of the list."""
    acts = [Act(reverse("orders:print_labels"), _("Print labels"), "qr-code", opens=True)]
    reach = scope(request.user, Perm.ORDER_ASSIGN)
    if reach is not Scope.NONE:
        people: list[tuple[Any, Any]] = [(request.user.pk, request.user.name)]
        if reach is Scope.ALL:
            people = [("", _("Without technician")), *_technicians()]
        acts.insert(0, Act(reverse("orders:assign_several"), _("Assign"), "user-round-check", "technician", people))
    if may(request.user, Perm.STATUS_ADD):
        tells = Line("tells", _("Tell those who have an e-mail, in the words of the shop"))
        url = reverse("orders:status_several")
        acts.insert(-1, Act(url, _("Status"), "message-circle", STATUS, _statuses.rows(), ticks=tells))
    if may(request.user, Perm.LIST_EXPORT):
        acts.append(file_of_chosen(reverse("orders:list")))
    return Together(acts, left_chosen(request))


@requires(Perm.ORDER_ASSIGN)
@require_POST
def assign_several(request: StaffRequest) -> HttpResponseBase:
    """Each as if it were given alone."""

    def give(orders: OrderQuerySet) -> HttpResponseBase:
        technician = _technician(request.POST.get("technician", ""))

        def assign(order: ServiceOrder) -> None:
            actions.assign_technician(order, technician=technician, version=order.version, by=request.user)

        return each(request, orders, assign, reverse("orders:list"))

    return _with_chosen(request, give)


@requires(Perm.STATUS_ADD)
@require_POST
def status_several(request: StaffRequest) -> HttpResponseBase:
    """Each as if it got the status alone. `tells`: by mail, where the customer has one; a chat is opened one by one."""

    def change(orders: OrderQuerySet) -> HttpResponseBase:
        status, tells = _status(request.POST.get(STATUS, "")), "tells" in request.POST

        def update(order: ServiceOrder) -> None:
            by_mail = [Telling.Channel.MAIL] if tells and ways_to(order.customer)[Telling.Channel.MAIL] else []
            actions.update_customer(order, status=status, channels=by_mail, reminds=True, by=request.user)

        return each(request, orders.select_related("customer"), update, reverse("orders:list"))

    return _with_chosen(request, change)


@requires(Perm.ORDER_SEE, repeatable=True)
@require_POST
def print_labels(request: StaffRequest) -> HttpResponseBase:
    """To their labels, which have an address of their own. It changes nothing and the list stays open beside them, so
    its form is not spent."""

    def lead(orders: OrderQuerySet) -> HttpResponseBase:
        return see_other(f"{reverse('orders:labels')}?{'&'.join(f'order={order.pk}' for order in orders)}")

    return _with_chosen(request, lead)


@requires(Perm.ORDER_SEE)
@require_GET
def labels(request: StaffRequest) -> HttpResponse:
    """The labels of several orders, a page for each; where none is named, the list to choose them."""
    keys = keys_of(request.GET.getlist("order"))
    if not keys:
        return redirect("orders:list")
    orders = list(_of(request, keys).select_related("customer", "device")) if len(keys) <= MOST else []
    if not orders:
        raise Http404
    for order in orders:
        note_seen(request, Access.Kind.PRINT, order.as_ref, person=request.user)
    return pdf_answer(paper.labels(orders), "labels")


def _with_chosen(request: StaffRequest, act: Callable[[OrderQuerySet], HttpResponseBase]) -> HttpResponseBase:
    """The chosen orders, or the list again with what is wrong."""
    try:
        return act(_of(request, chosen_in(request)))
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return to_list(request, reverse("orders:list"))


def _of(request: StaffRequest, keys: list[int]) -> OrderQuerySet:
    """In the order of their numbers; who is out of reach is not among them."""
    return ServiceOrder.objects.visible_to(request.user).filter(pk__in=keys).order_by("id")


def _technician(key: str) -> User | None:
    if not key:
        return None
    found = User.objects.technicians().filter(pk__in=keys_of([key])).first()
    if found is None:
        raise RuleBroken(_("Choose an active technician."))
    return found


def _status(key: str) -> Status:
    found = _offered().filter(pk__in=keys_of([key])).first()
    if found is None:
        raise RuleBroken(_("Choose a status."))
    return found


def _offered() -> QuerySet[Status]:
    """What an order on its way may be given."""
    return Status.objects.offered().filter(stage__in=OPEN_STAGES)


_statuses = NamedValues(lambda _ask: _offered().values_list("pk", "name"))
