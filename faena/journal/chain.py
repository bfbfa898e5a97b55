"""The arithmetic of the chains: what the hash of an event and of an access covers, and how chains are checked."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from faena.journal.models import Access, Event

Link = TypeVar("Link", Event, Access)

# customer_id may be re-pointed and said/salt blanked without breaking the chain; id is the engine's.
COVERED: dict[type[Event] | type[Access], list[str]] = {
    Event: [
        "uid", "verb", "about_kind", "about_id", "seq", "at", "happened_at", "author_id",
        "channel", "act", "operation", "facts", "said_hash",
    ],
    Access: [
        "seq", "kind", "at", "person_id", "about_kind", "about_id", "event_id", "facts", "count", "is_whole",
        "said_hash", "origin_hash",
    ],
}  # fmt: skip

_sorted = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode


def said_hash(salt: str, said: Any) -> str:
    return _sha256(salt + _json(said))


def event_hash(event: Event | Access) -> str:
    """SHA-256 over the previous hash and the sorted JSON of every covered column. Shape: 64 hex digits."""
    return hash_of(event.prev_hash, covered(event))


def covered(event: Event | Access) -> dict[str, Any]:
    """Every covered column as its hash takes it."""
    return {name: _plain(getattr(event, name)) for name in COVERED[type(event)]}


def hash_of(previous: str, columns: dict[str, Any]) -> str:
    """As event_hash, of columns that are at hand."""
    return _sha256(previous + _json(columns))


def broken_links(events: Iterable[Link]) -> Iterator[tuple[Link, str]]:
    """Walk events ordered by (about_kind, about_id, seq), or accesses by seq; yield each that does not hold, with what
    is wrong."""
    chain: tuple[Any, ...] | None = None
    seq, previous = 0, ""
    for event in events:
        if event.chain != chain:
            chain, seq, previous = event.chain, 0, ""
        seq += 1
        if event.seq != seq:
            yield event, f"number {event.seq} where {seq} was due"
            seq = event.seq or 0
        elif event.prev_hash != previous:
            yield event, "does not follow the event before it"
        if event.hash != event_hash(event):
            yield event, "was changed after it was written"
        elif any(text is not None and kept != said_hash(salt, text) for kept, salt, text in event.blankable):
            yield event, "its text was changed after it was written"
        previous = event.hash


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    return value


def _json(value: Any) -> str:
    return _sorted(value)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
