"""Events in chains of hashes, as journal.chain computes them, some hundred thousand a minute."""

import hashlib
import json
import random
from datetime import datetime
from typing import Any

from faena.journal import chain
from faena.journal.models import Event
from tools import SetupError
from tools.bench.bulk import Table

COVERED = {
    "uid", "verb", "about_kind", "about_id", "seq", "at", "happened_at", "author_id",
    "channel", "act", "operation", "facts", "said_hash",
}  # fmt: skip
GIVEN = (
    "uid verb about_kind about_id seq customer_id at happened_at author_id channel act operation facts said salt "
    "said_hash prev_hash hash"
)
_json = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode


class Uids:
    """As random as they look, but each greater than the one before: an index of them grows at its end."""

    def __init__(self, dice: random.Random) -> None:
        self.given = 0
        self.bits = dice.getrandbits

    def __call__(self) -> str:
        self.given += 1
        return f"{self.given:012x}4{self.bits(12):03x}8{self.bits(60):015x}"


class History:
    """All events that are written."""

    def __init__(self, dice: random.Random, uid: Uids) -> None:
        if set(chain.COVERED[Event]) != COVERED:
            raise SetupError(
                "journal.chain covers other columns of an event now: tools/bench/history.py has to as well."
            )
        self.events = Table(Event, GIVEN)
        self.bits = dice.getrandbits
        self.uid = uid

    def of(self, kind: str, id: int, customer: int) -> "Life":
        return Life(self, kind, id, customer)


class Life:
    """The chain of one new thing."""

    __slots__ = ("customer", "history", "id", "kind", "last", "seq")

    def __init__(self, history: History, kind: str, id: int, customer: int) -> None:
        self.history, self.kind, self.id, self.customer = history, kind, id, customer
        self.seq, self.last = 0, ""

    def tell(
        self,
        verb: str,
        at: datetime,
        by: int,
        facts: dict[str, Any] | None = None,
        said: dict[str, Any] | None = None,
    ) -> None:
        """`at`: a moment of UTC, of whole seconds, without a zone."""
        self.seq += 1
        bits, uid = self.history.bits, self.history.uid()
        act, salt = f"{bits(128):032x}", f"{bits(128):032x}"
        known, told = _json(facts) if facts else "{}", _json(said) if said else "{}"
        said_hash = _sha256(salt + told)
        moment, stored = at.isoformat() + ".000000+00:00", str(at)
        covered = (
            f'{{"about_id":{self.id},"about_kind":"{self.kind}","act":"{act}","at":"{moment}","author_id":{by},'
            f'"channel":"web","facts":{known},"happened_at":"{moment}","operation":"","said_hash":"{said_hash}",'
            f'"seq":{self.seq},"uid":"{uid}","verb":"{verb}"}}'
        )
        previous, self.last = self.last, _sha256(self.last + covered)
        self.history.events.put(
            uid, verb, self.kind, self.id, self.seq, self.customer, stored, stored, by, "web", act, "",
            known, told, salt, said_hash, previous, self.last,
        )  # fmt: skip


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
