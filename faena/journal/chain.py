"""The arithmetic of the chain: what an event's hash covers, and how a chain is checked."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from faena.journal.models import Event

# customer_id may be re-pointed and said/salt blanked without breaking the chain; id is the engine's.
COVERED = [
    "uid", "verb", "about_kind", "about_id", "seq", "at", "happened_at", "author_id",
    "channel", "act", "operation", "facts", "said_hash",
]  # fmt: skip


def said_hash(salt: str, said: dict[str, Any]) -> str:
    return _sha256(salt + _json(said))


def event_hash(event: Event) -> str:
    """SHA-256 over the previous hash and the sorted JSON of every covered column. Shape: 64 hex digits."""
    return _sha256(event.prev_hash + _json({name: _plain(getattr(event, name)) for name in COVERED}))


def broken_links(events: Iterable[Event]) -> Iterator[tuple[Event, str]]:
    """Walk events ordered by (about_kind, about_id, seq); yield each that does not hold, with what is wrong."""
    about: tuple[str, int] | None = None
    seq, previous = 0, ""
    for event in events:
        if (event.about_kind, event.about_id) != about:
            about, seq, previous = (event.about_kind, event.about_id), 0, ""
        seq += 1
        if event.seq != seq:
            yield event, f"number {event.seq} where {seq} was due"
            seq = event.seq
        elif event.prev_hash != previous:
            yield event, "does not follow the event before it"
        if event.hash != event_hash(event):
            yield event, "was changed after it was written"
        elif event.said is not None and event.said_hash != said_hash(event.salt, event.said):
            yield event, "its text was changed after it was written"
        previous = event.hash


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    return value


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
