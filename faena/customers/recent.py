"""Customers among the last things that somebody worked on; by words they are found in `customers.search`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.ui.search import Kind, Line, Shown


def _shown(line: Line) -> Shown:
    return Shown(line.title, line.whose, _("Retired") if line.state else "", is_over=bool(line.state))


CUSTOMER_KIND = Kind(
    "customer",
    gettext_lazy("Customers"),
    "user-round",
    Perm.CUSTOMER_SEE,
    rows=lambda user: Customer.objects.visible_to(user),
    reads={"title": "name", "whose": "code", "state": "retired_at"},
    found=lambda _wanted, _rows: (),
    shown=_shown,
    order=20,
)
