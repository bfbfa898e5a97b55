"""The list of all parts of all orders (W20), found by what they are, whose they are, and how their warranty stands."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Case, DateTimeField, Q, QuerySet, Value, When
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.offering import named
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.lib.dates import add_months, day_span
from faena.lib.money import QUANTITY_DECIMALS
from faena.orders.finding import on_order, written_in
from faena.orders.forms.parts import CHARGED, INCLUDED
from faena.orders.models import Part
from faena.orders.views.parts import changeable
from faena.ui.listing import DAYS, Choice, Columns, DayFilter, Filters, Listing, Sort, decimal_amount, wants_csv

PARTS = Listing(
    Part,
    newest=Sort(gettext_lazy("Newest first"), ("-at", "-id")),
    oldest=Sort(gettext_lazy("Oldest first"), ("at", "id")),
    description=Sort(gettext_lazy("By description"), ("description", "id")),
)
WITH, RUNNING, ENDED = "with", "running", "ended"


@requires(Perm.ORDER_SEE)
@require_GET
def part_list(request: StaffRequest) -> HttpResponseBase:
    """With `format=csv` the same as a file."""
    filters = Filters(request, *_fields(request.user))
    rows = _found(request.user, filters).select_related("author", "order__customer", "order__charge")
    if wants_csv(request):
        return PARTS.csv(request, rows, _("Parts"), _columns(), allowed=may(request.user, Perm.LIST_EXPORT))
    listing = PARTS.show(request, rows, filters)
    context = {"listing": listing, **changeable(listing.rows, request.user)}
    return render(request, "orders/parts_all.html", context)


def _fields(user: User) -> list[Choice | DayFilter]:
    people = named(User.objects.staff(), Part.objects, "author", user)
    return [
        Choice("author", _("Added by"), [("", _("Added by: anyone")), *people]),
        Choice(
            "paid", _("Who pays"), [("", _("Payment: all")), (CHARGED, _("The customer")), (INCLUDED, _("Included"))]
        ),
        Choice(
            "warranty",
            _("Warranty"),
            [
                ("", _("Warranty: all")),
                (WITH, _("With warranty")),
                (RUNNING, pgettext("warranty", "Still running")),
                (ENDED, pgettext("warranty", "Ended")),
            ],
        ),
        *DAYS,
    ]


def _found(user: User, filters: Filters) -> QuerySet[Part]:
    rows = Part.objects.visible_to(user).filter(filters.within("at"))
    if filters.q:
        rows = rows.filter(written_in("description", filters.q) | on_order(filters.q, user))
    if filters["author"]:
        rows = rows.filter(author=int(filters["author"]))
    if filters["paid"]:
        rows = rows.filter(is_chargeable=filters["paid"] == CHARGED)
    if filters["warranty"]:
        rows = rows.filter(_warranty(filters["warranty"], timezone.localdate()))
    return rows


def _warranty(which: str, today: date) -> Q:
    """Parts with a warranty; those of them whose last day has not passed, or has. It runs from the day of closing.

    No database adds months to a day as calendars do (31 January and a month is the end of February). So the question
    is turned around: for each length of warranty, the first day of closing with which it still runs today."""
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    with_one = Q(warranty__gt=0)
    if which == WITH:
        return with_one
    lengths = Part.objects.filter(with_one).order_by().values_list("warranty", "warranty_unit").distinct()
    whens = [
        When(warranty=length, warranty_unit=unit, then=Value(day_span(still_runs_from(length, unit, today), zone)[0]))
        for length, unit in lengths
    ]
    if not whens:
        return Q(pk=None)
    first = Case(*whens, output_field=DateTimeField())
    return with_one & (Q(order__closed_at__gte=first) if which == RUNNING else Q(order__closed_at__lt=first))


def still_runs_from(length: int, unit: str, today: date) -> date:
    """The first day of closing from which a warranty of this length has not ended by `today`."""
    if unit == Part.WarrantyUnit.DAYS:
        return today - timedelta(days=length)
    first = add_months(today, -length)
    return first if first.day == today.day else first + timedelta(days=1)


def _columns() -> Columns:
    """What the file says of a part."""
    return [
        (_("Added"), lambda part: part.at),
        (_("Description"), lambda part: part.description),
        (_("Quantity"), lambda part: Decimal(part.quantity).scaleb(-QUANTITY_DECIMALS)),
        (_("Unit price"), lambda part: decimal_amount(part.unit_price, part.order.currency)),
        (_("Total"), lambda part: decimal_amount(part.total, part.order.currency)),
        (_("Currency"), lambda part: part.order.currency),
        (_("Charged to the customer"), lambda part: part.is_chargeable),
        (_("Warranty"), lambda part: part.warranty_span),
        (_("Warranty until"), lambda part: part.warranty_end),
        (_("Added by"), lambda part: part.author.name),
        (_("Order"), lambda part: str(part.order)),
        (_("Customer"), lambda part: part.order.customer.name),
    ]
