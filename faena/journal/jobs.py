"""Background work of the history: accesses are sealed into their chain, and forget from where they came."""

from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from faena.journal import chain
from faena.journal.models import Access, AccessHead

AT_ONCE: Final = 200
ADDRESSES_KEPT: Final = timedelta(days=365)
SEAL: Final = f"""
    UPDATE {Access._meta.db_table} SET seq = %s, prev_hash = %s, hash = %s, hourly_key = NULL WHERE id = %s
"""  # noqa: S608  # a name of ours


def seal_accesses() -> int:
    """Give each access that is over its place in the chain; from then on nothing of it changes. Some hundred in a
    transaction, so that nobody who writes waits long for it. Returns how many."""
    sealed = 0
    while many := _seal_some():
        sealed += many
        if many < AT_ONCE:
            break
    return sealed


def _seal_some() -> int:
    """Two workers take turns at the end of the chain; nobody who causes an access waits there."""
    with transaction.atomic():
        head = AccessHead.objects.select_for_update().get(pk=1)
        is_over = Q(open_until=None) | Q(open_until__lte=timezone.now())
        rows = list(Access.objects.unsealed().filter(is_over).order_by("id").select_for_update()[:AT_ONCE])
        for row in rows:
            head.seq += 1
            row.seq, row.prev_hash = head.seq, head.hash
            row.hash = head.hash = chain.event_hash(row)
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(SEAL, [(row.seq, row.prev_hash, row.hash, row.pk) for row in rows])
            head.save(update_fields=["seq", "hash"])
    return len(rows)


def forget_addresses() -> int:
    """After a year nobody needs to know from which address somebody signed in; the row stays. Returns how many."""
    old = Access.objects.filter(origin_salt__gt="", at__lt=timezone.now() - ADDRESSES_KEPT).exclude(hash="")
    some = list(old.order_by("at").values_list("pk", flat=True)[:AT_ONCE])
    return Access.objects.filter(pk__in=some).update(address="", agent="", origin_salt="")
