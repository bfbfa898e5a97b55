"""How a notice reaches a person, and how it is taken back: the one place that writes them, whatever causes one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from faena.lib.refs import Ref
from faena.notifications.models import Notice

TAKEN_BACK = timedelta(minutes=6)  # within which what somebody did can be undone (ui/undoing.py), and a little more


def give_notice(kind: str, ref: Ref, *, to: Collection[int], by: Any = None, at: datetime | None = None) -> None:
    """Tell the users `to` of a thing; `by`: the key of whoever caused it, None for the program. Part of the caller's
    transaction. Nobody is told of what he did himself, nor of a kind that he has switched off."""
    wanted = {key for key in to if key and key != by}
    if not wanted:
        return
    shown = {"ref_kind": ref.kind, "ref_id": ref.id, "ref_label": ref.short}
    at = at or timezone.now()
    rows = [Notice(user_id=key, kind=kind, actor_id=by, at=at, **shown) for key in _who_wants(kind, wanted)]
    Notice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "kind", "ref_kind", "ref_id"],
        update_fields=["ref_label", "actor", "at", "read_at"],
    )


def take_back(kinds: Collection[str], ref: Ref, *, by: Any) -> None:
    """What `by` just did with a thing was undone: who was told under these kinds and has not read it need not. Part of
    the caller's transaction."""
    told = Notice.objects.unread().filter(ref_kind=ref.kind, ref_id=ref.id, actor=by, kind__in=kinds)
    told.filter(at__gte=timezone.now() - TAKEN_BACK).delete()


def _who_wants(kind: str, users: Collection[int]) -> list[int]:
    """Of these users those who work here and did not switch the kind off, in one order for all transactions."""
    people = get_user_model()._default_manager.filter(pk__in=users, is_active=True, role__isnull=False)
    return [key for key, muted in people.order_by("pk").values_list("pk", "muted_notices") if kind not in muted]
