"""The list of everything that customers were told, on all orders (W32)."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.offering import named
from faena.accounts.requests import StaffRequest
from faena.files.models import File
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.orders.finding import any_status, on_order, written_in
from faena.orders.models import StatusEntry, StatusPhoto
from faena.orders.views.statuses import allowed_actions, with_photos
from faena.ui.listing import DAYS, Choice, Columns, DayFilter, Filters, Listing, Sort, wants_csv

ENTRIES = Listing(
    StatusEntry,
    newest=Sort(gettext_lazy("Newest first"), ("-happened_at", "-id")),
    oldest=Sort(gettext_lazy("Oldest first"), ("happened_at", "id")),
    order=Sort(gettext_lazy("By order"), ("-order_id", "-happened_at", "-id")),
)
SHOWN, ALL, WITHDRAWN = "shown", "all", "withdrawn"


@requires(Perm.ORDER_SEE)
@require_GET
def status_list(request: StaffRequest) -> HttpResponseBase:
    """Customer statuses, newest first; those that customers see unless asked otherwise. `format=csv`: as a file."""
    filters = Filters(request, *_fields(request.user))
    rows = with_photos(_found(request.user, filters)).select_related("order__customer", "order__device")
    if wants_csv(request):
        return ENTRIES.csv(request, rows, _("Statuses"), _columns(), allowed=may(request.user, Perm.LIST_EXPORT))
    listing = ENTRIES.show(request, rows, filters)
    allowed = {entry.pk: allowed_actions(entry, request.user) for entry in listing.rows}
    return render(request, "orders/statuses_all.html", {"listing": listing, "allowed": allowed})


def _fields(user: User) -> list[Choice | DayFilter]:
    authors = [("", _("Any author")), *named(User.objects.staff(), StatusEntry.objects, "author", user)]
    photos = [("", _("Photos: with or without")), ("with", _("With photos")), ("without", _("Without photos"))]
    seen = [
        (SHOWN, _("Visible to customers")),
        (ALL, _("Visibility: all")),
        (WITHDRAWN, pgettext("statuses", "Only withdrawn")),
    ]
    return [
        Choice("status", _("Status"), any_status()),
        Choice("author", _("Author"), authors),
        Choice("photos", _("Photos"), photos),
        Choice("seen", _("Visibility"), seen, default=SHOWN),
        *DAYS,
    ]


def _found(user: User, filters: Filters) -> QuerySet[StatusEntry]:
    rows = StatusEntry.objects.visible_to(user).filter(filters.within("happened_at"))
    if filters.q:
        rows = rows.filter(written_in("note", filters.q) | on_order(filters.q, user))
    if filters["status"]:
        rows = rows.filter(status=int(filters["status"]))
    if filters["author"]:
        rows = rows.filter(author=int(filters["author"]))
    if filters["photos"]:
        shown = StatusPhoto.objects.filter(entry=OuterRef("pk"), withdrawn_at=None)
        photos = Exists(shown.exclude(file__state=File.State.REFUSED))
        rows = rows.filter(photos if filters["photos"] == "with" else ~photos)
    return rows if filters["seen"] == ALL else rows.filter(withdrawn_at__isnull=filters["seen"] == SHOWN)


def _columns() -> Columns:
    """What the file says of a status."""
    return [
        (_("Moment"), lambda entry: entry.happened_at),
        (_("Order"), lambda entry: str(entry.order)),
        (_("Customer"), lambda entry: entry.order.customer.name),
        (_("Device"), lambda entry: str(entry.order.device)),
        (_("Status"), lambda entry: entry.status.name),
        (_("Note"), lambda entry: entry.note),
        (_("Photos"), _photos),
        (_("Author"), lambda entry: entry.author.name),
        (_("Withdrawn"), lambda entry: entry.withdrawn_at),
    ]


def _photos(entry: StatusEntry) -> int:
    return sum(photo.is_shown for photo in entry.photos.all())
