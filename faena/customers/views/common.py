"""What the pages of this room share: the customer of a page, its return URL, and buttons without a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.customers.forms import VersionForm
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.ui.answers import pressed, see_other
from faena.ui.undoing import Undo


def customer_of(request: StaffRequest, pk: int, perm: Perm) -> Customer:
    """The customer, if this permission reaches so far; else 404."""
    if (customer := Customer.seen_by(request.user, pk, perm)) is None:
        raise Http404
    return customer


def record_of(customer: Customer) -> str:
    return reverse("home:record", args=[customer.pk])


def press(
    request: StaffRequest,
    row: Any,
    act: Callable[..., Any],
    *,
    said: str,
    back: str,
    after: str,
    undo: Callable[[Any], Undo | None] = lambda _done: None,
) -> HttpResponseBase:
    """A button on the row as its reader saw it."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Open the page anew and press the button again."))
        return see_other(back)
    version = form.cleaned_data["version"]
    deed = lambda: act(row, version=version, by=request.user)  # noqa: E731  # one word would say no more
    return pressed(request, deed, said=said, back=back, after=after, undo=undo)
