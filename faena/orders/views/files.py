"""What is attached to an order: on its sheet, given out, taken back."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.files.serving import respond
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.journal.models import Event
from faena.orders import actions
from faena.orders.actions.files import ATTACHED
from faena.orders.forms.files import AttachFilesForm
from faena.orders.models import OrderFile, ServiceOrder
from faena.orders.offers import offers_of_file
from faena.orders.on_order import files_of
from faena.orders.views.common import sheet_of, the_order
from faena.ui.answers import form_page, pressed


@requires(Perm.STATUS_ATTACH)
def attach(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    if away := dead_end(request, order):
        return away
    form = AttachFilesForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> str:
        number = len(actions.attach_files(order, **data, by=request.user))
        messages.success(request, ngettext("%(num)s file is attached.", "%(num)s files are attached.", number) % {
            "num": number
        })  # fmt: skip
        return f"{sheet_of(order)}#history"

    return form_page(request, form, "orders/files.html", {"order": order}, act=act)


@requires(Perm.ORDER_SEE)
@require_GET
def file(request: StaffRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """An attachment, to be saved."""
    return respond(_file(the_order(request, pk), file_pk).file)


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def withdraw(request: StaffRequest, pk: int, file_pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    gone = _file(order, file_pk)
    message, back = _("“%(file)s” is withdrawn.") % {"file": gone}, f"{sheet_of(order)}#history"
    return pressed(request, lambda: actions.withdraw_file(gone, by=request.user), said=message, back=back)


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def restore(request: StaffRequest, pk: int, file_pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    kept = _file(order, file_pk)
    message, back = _("“%(file)s” is shown again.") % {"file": kept}, f"{sheet_of(order)}#history"
    return pressed(request, lambda: actions.restore_file(kept, by=request.user), said=message, back=back)


def of_order(order: ServiceOrder, events: Iterable[Event]) -> list[OrderFile]:
    """What is attached. The database is asked only when the events say that something was."""
    if not any(event.verb in ATTACHED for event in events):
        return []
    return files_of(order)


def offers_on_sheet(shown: Iterable[object], user: User) -> dict[int, Offers]:
    """What this reader may do with each of those that are shown."""
    return {one.pk: offers_of_file(one, user) for one in shown if isinstance(one, OrderFile)}


def _file(order: ServiceOrder, file_pk: int) -> OrderFile:
    return get_object_or_404(order.files.select_related("file", "order"), pk=file_pk)
