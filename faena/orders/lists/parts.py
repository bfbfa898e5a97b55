"""The list of all parts of all orders (W20), found by what they are, whose they are, and how their warranty stands."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Case, DateTimeField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.accounts.offering import Offered
from faena.lib.dates import add_months, day_span
from faena.lib.money import QUANTITY_DECIMALS
from faena.orders.finding import NEWEST, found_by
from faena.orders.forms.parts import CHARGED, INCLUDED
from faena.orders.models import Part
from faena.ui.columns import Amount, Column
from faena.ui.listing import DAYS, Choice, DayFilter, Filters, Listing, Sort

PARTS = Listing(
    Part,
    [
        Column("added", _("Added"), lambda part: part.at, at="meta"),
        Column("description", _("Description"), lambda part: part.description, at="title", look="is-told", width=40),
        Column(
            "quantity",
            _("Quantity"),
            lambda part: Decimal(part.quantity).scaleb(-QUANTITY_DECIMALS),
            at="meta",
            align="right",
        ),
        Column("unit_price", _("Unit price"), lambda part: Amount(part.unit_price, part.order.currency)),
        Column("total", _("Total"), lambda part: Amount(part.total, part.order.currency), at="amount", align="right"),
        Column("currency", _("Currency"), lambda part: part.order.currency),
        Column("charged", _("Charged to the customer"), lambda part: part.is_chargeable),
        Column("warranty", _("Warranty"), lambda part: part.warranty_span, at="meta", is_named=True),
        Column("warranty_end", _("Warranty until"), lambda part: part.warranty_end),
        Column("author", _("Added by"), lambda part: part.author.name),
        Column("order", _("Order"), lambda part: str(part.order), at="sub"),
        Column("customer", _("Customer"), lambda part: part.order.customer.name, width=32),
        Column("ways", at="ways"),
    ],
    page=("description", "quantity", "total", "warranty", "order", "added", "ways"),
    newest=Sort(_("Newest first"), ("-at", "-id")),
    oldest=Sort(_("Oldest first"), ("at", "id")),
    description=Sort(_("By description"), ("description", "id")),
)
_authors = Offered(lambda _user: User.objects.staff())
WITH, RUNNING, ENDED = "with", "running", "ended"


def part_fields(user: User) -> list[Choice | DayFilter]:
    people = _authors.named(Part.objects, "author", user)
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
                (RUNNING, pgettext_lazy("warranty", "Still running")),
                (ENDED, pgettext_lazy("warranty", "Ended")),
            ],
        ),
        *DAYS,
    ]


def parts_found(user: User, filters: Filters) -> QuerySet[Part]:
    rows = Part.objects.visible_to(user).filter(filters.within("at"))
    if filters.q:
        rows = found_by(rows, "description_key", filters.q, user, newest=filters.newest(NEWEST))
    if filters["author"]:
        rows = rows.filter(author=int(filters["author"]))
    if filters["paid"]:
        rows = rows.filter(is_chargeable=filters["paid"] == CHARGED)
    if filters["warranty"]:
        rows = rows.filter(_warranty(filters["warranty"], timezone.localdate()))
    return rows.select_related("author", "order__customer", "order__charge")


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
