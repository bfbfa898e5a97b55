"""One order and what hangs on it, each asked for by a text that is kept: its page and the API read the same."""

from faena.accounts.models import User
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import AmongKeys, Named, known, with_children
from faena.orders.models import (
    InternalEntry,
    OrderClosing,
    OrderFile,
    Part,
    ServiceOrder,
    StatusEntry,
    StatusPhoto,
    on_sheet,
)

_KEY = ServiceOrder._meta.pk
_entries: Named[StatusEntry] = Named(
    lambda ask: StatusEntry.objects.filter(order=ask("order", _KEY)).select_related("status", "author")
)
_photos: Named[StatusPhoto] = Named(
    lambda _ask: StatusPhoto.objects.filter(AmongKeys("entry")).select_related("file").order_by("id")
)
_internal: Named[InternalEntry] = Named(
    lambda ask: (
        InternalEntry.objects.filter(order=ask("order", _KEY))
        .select_related("status", "author")
        .order_by("-happened_at", "-id")
    )
)
_parts: Named[Part] = Named(
    lambda ask: Part.objects.filter(order=ask("order", _KEY)).select_related("author").order_by("id")
)
_files: Named[OrderFile] = Named(
    lambda ask: OrderFile.objects.filter(order=ask("order", _KEY)).select_related("file__author").order_by("-id")
)
_closings: Named[OrderClosing] = Named(
    lambda ask: OrderClosing.objects.filter(order=ask("order", _KEY)).select_related("by").order_by("id")
)


def order_within_reach(pk: int, user: User, perm: Perm = Perm.ORDER_SEE) -> ServiceOrder | None:
    """With what its page shows of other rooms."""
    reach = scope(user, perm)
    return None if reach is Scope.NONE else on_sheet.first(reach, pk=pk, user=user.pk)


def statuses_of(order: ServiceOrder) -> list[StatusEntry]:
    """What its customer was told, newest first, with the photos: two queries."""
    entries = known(_entries.rows(order=order.pk), order=order)
    with_children(entries, "photos", _photos, "entry")
    entries.sort(key=lambda entry: (entry.happened_at, entry.pk), reverse=True)
    return entries


def internal_of(order: ServiceOrder) -> list[InternalEntry]:
    """Its internal statuses, newest first."""
    return known(_internal.rows(order=order.pk), order=order)


def parts_of(order: ServiceOrder) -> list[Part]:
    return known(_parts.rows(order=order.pk), order=order)


def files_of(order: ServiceOrder) -> list[OrderFile]:
    """What is attached, newest first."""
    return known(_files.rows(order=order.pk), order=order)


def closings_of(order: ServiceOrder) -> list[OrderClosing]:
    """Oldest first, those that reopening marked among them."""
    return known(_closings.rows(order=order.pk), order=order)
