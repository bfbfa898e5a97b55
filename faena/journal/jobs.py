"""Background work of the history: accesses are sealed into their chain, and forget from where they came."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from faena.journal import chain
from faena.journal.models import Access, AccessHead

AT_ONCE: Final = 1000
ADDRESSES_KEPT: Final = timedelta(days=365)


def seal_accesses() -> int:
    """Give each access that is over its place in the chain; from then on nothing of it changes. Two workers take turns
    at the head of the chain; nobody who causes an access waits for it. Returns how many."""
    with transaction.atomic():
        head = AccessHead.objects.select_for_update().get(pk=1)
        is_over = Q(open_until=None) | Q(open_until__lte=timezone.now())
        rows = list(Access.objects.unsealed().filter(is_over).order_by("id").select_for_update()[:AT_ONCE])
        for row in rows:
            head.seq += 1
            row.seq, row.prev_hash, row.hourly_key = head.seq, head.hash, None
            row.hash = head.hash = chain.event_hash(row)
        Access.objects.bulk_update(rows, ["seq", "prev_hash", "hourly_key", "hash"], batch_size=100)
        head.save(update_fields=["seq", "hash"])
    return len(rows)


def forget_addresses() -> int:
    """After a year nobody needs to know from which address somebody signed in; the row stays. Returns how many."""
    old = Access.objects.filter(origin_salt__gt="", at__lt=timezone.now() - ADDRESSES_KEPT).exclude(hash="")
    some = list(old.order_by("at").values_list("pk", flat=True)[:AT_ONCE])
    return Access.objects.filter(pk__in=some).update(address="", agent="", origin_salt="")
