"""The list of everything that customers were told, on all orders (W32)."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.accounts.offering import Offered
from faena.files.models import File
from faena.orders.finding import NEWEST, any_status, found_by
from faena.orders.models import StatusEntry, StatusPhoto
from faena.ui.columns import Column
from faena.ui.listing import DAYS, Choice, DayFilter, Filters, Listing, Sort

ENTRIES = Listing(
    StatusEntry,
    [
        Column("moment", _("Moment"), lambda entry: entry.happened_at),
        Column("order", _("Order"), lambda entry: str(entry.order), at="title"),
        Column("customer", _("Customer"), lambda entry: entry.order.customer.name),
        Column("device", _("Device"), lambda entry: str(entry.order.device)),
        Column("status", _("Status"), lambda entry: entry.status.name, at="status"),
        Column("whose", _("Customer and device"), at="sub", look="two-lines"),
        Column("note", _("Note"), lambda entry: entry.note, at="meta", look="is-long"),
        Column("photos", _("Photos"), lambda entry: _photos(entry), at="amount"),
        Column("author", _("Author"), lambda entry: entry.author.name),
        Column("withdrawn", _("Withdrawn"), lambda entry: entry.withdrawn_at),
        Column("told", _("Told"), at="meta", look="two-lines"),
        Column("ways", at="ways"),
    ],
    newest=Sort(_("Newest first"), ("-happened_at", "-id")),
    oldest=Sort(_("Oldest first"), ("happened_at", "id")),
    order=Sort(_("By order"), ("-order_id", "-happened_at", "-id")),
)
_authors = Offered(lambda _user: User.objects.staff())
SHOWN, ALL, WITHDRAWN = "shown", "all", "withdrawn"


def entry_fields(user: User) -> list[Choice | DayFilter]:
    authors = [("", _("Any author")), *_authors.named(StatusEntry.objects, "author", user)]
    photos = [("", _("Photos: with or without")), ("with", _("With photos")), ("without", _("Without photos"))]
    seen = [
        (SHOWN, _("Visible to customers")),
        (ALL, _("Visibility: all")),
        (WITHDRAWN, pgettext_lazy("statuses", "Only withdrawn")),
    ]
    return [
        Choice("status", _("Status"), any_status()),
        Choice("author", _("Author"), authors),
        Choice("photos", _("Photos"), photos),
        Choice("seen", _("Visibility"), seen, default=SHOWN),
        *DAYS,
    ]


def entries_found(user: User, filters: Filters) -> QuerySet[StatusEntry]:
    rows = StatusEntry.objects.visible_to(user).filter(filters.within("happened_at"))
    if filters.q:
        rows = found_by(rows, "note_key", filters.q, user, newest=filters.newest(NEWEST))
    if filters["status"]:
        rows = rows.filter(status=int(filters["status"]))
    if filters["author"]:
        rows = rows.filter(author=int(filters["author"]))
    if filters["photos"]:
        shown = StatusPhoto.objects.filter(entry=OuterRef("pk"), withdrawn_at=None)
        photos = Exists(shown.exclude(file__state=File.State.REFUSED))
        rows = rows.filter(photos if filters["photos"] == "with" else ~photos)
    if filters["seen"] != ALL:
        rows = rows.filter(withdrawn_at__isnull=filters["seen"] == SHOWN)
    return with_photos(rows).select_related("order__customer", "order__device")


def with_photos(entries: QuerySet[StatusEntry]) -> QuerySet[StatusEntry]:
    """Entries with their status, author and photos, in two queries."""
    photos = Prefetch("photos", StatusPhoto.objects.select_related("file"))
    return entries.select_related("status", "author").prefetch_related(photos)


def _photos(entry: StatusEntry) -> int:
    return sum(photo.is_shown for photo in entry.photos.all())
