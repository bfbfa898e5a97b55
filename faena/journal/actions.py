"""Writing down what happened: `record` is called by every action, inside its transaction. Below it, how
changes, words and flags become facts."""

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import override

from faena.journal import chain, hearing
from faena.journal.access import note_setting
from faena.journal.models import AccessHead, Event
from faena.journal.sentences import SENTENCES, UNDOES
from faena.journal.unit_of_work import current, is_undoing
from faena.lib.bootstrap import bootstrap
from faena.lib.many import insert
from faena.lib.named import Ask, NamedValues
from faena.lib.refs import Ref

# Of the first events of many things: what each has of its own, and what all of them have.
OWN = [
    "uid", "verb", "about_kind", "about_id", "seq", "customer_id", "facts", "said", "salt", "said_hash", "prev_hash",
    "hash",
]  # fmt: skip
SHARED = ["at", "happened_at", "author_id", "channel", "act", "operation"]


@bootstrap(5)
def ensure_head() -> None:
    """Where the chain of accesses begins."""
    AccessHead.objects.get_or_create(pk=1)


def record(
    verb: str,
    about: Ref,
    *,
    facts: dict[str, Any] | None = None,
    said: dict[str, Any] | None = None,
    customer_id: int | None = None,
    is_birth: bool = False,
    by: AbstractBaseUser,
) -> Event:
    """Append one event to the chain of `about`, a row that the caller has locked (so a chain cannot fork).

    facts: ids, codes, whole amounts in minor units, "old"/"new"; no floats, no personal data.
    said: names and free text. Channel, key and both clocks are those of the unit of work. is_birth: the thing was just
    made, so its chain begins here.
    Raises KeyError for a verb without a sentence: the history must be able to show it."""
    event = _event(verb, about, facts or {}, said or {}, customer_id, by)
    for seq, its_hash in () if is_birth else _last.rows(kind=about.kind, id=about.id):
        event.seq, event.prev_hash = seq + 1, its_hash
    event.hash = chain.event_hash(event)
    event.save(force_insert=True)
    note_setting(event, by)
    hearing.tell(event, about)
    return event


def _newest(ask: type[Ask]) -> "QuerySet[Event, tuple[int, str]]":
    column = Event._meta.get_field
    about = Event.objects.filter(about_kind=ask("kind", column("about_kind")), about_id=ask("id", column("about_id")))
    return about.order_by("-seq").values_list("seq", "hash")[:1]


_last = NamedValues(_newest)  # of the chain


@dataclass(frozen=True)
class Told:
    """One event of a thing, as `record` takes it."""

    verb: str
    facts: dict[str, Any]
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Birth:
    """The first event of a thing that was just made among many. `then`: what follows at once, in that order."""

    about: Ref
    facts: dict[str, Any]
    customer_id: int | None = None
    said: dict[str, Any] = field(default_factory=dict)
    then: Sequence[Told] = ()


def record_births(verb: str, births: Iterable[Birth], *, by: AbstractBaseUser) -> None:
    """As `record`, for many new things at once: nothing was ever said about them, so each chain begins here. Of
    these only those hear who listen to many at once."""
    rows, event = list[tuple[Any, ...]](), _event(verb, Ref("", 0), {}, {}, None, by)
    own, covered = attrgetter(*OWN), chain.covered(event)
    for birth in births:  # one event after the other has what is its own; the rest is the same in all
        event.about_kind, event.about_id, event.customer_id = birth.about.kind, birth.about.id, birth.customer_id
        event.seq, event.hash = 0, ""
        for told in (Told(verb, birth.facts, birth.said), *birth.then):
            SENTENCES[told.verb]
            event.uid, event.salt, event.seq = uuid.uuid4(), secrets.token_hex(16), event.seq + 1
            event.verb, event.facts, event.said = told.verb, told.facts, told.said
            event.said_hash, event.prev_hash = chain.said_hash(event.salt, told.said), event.hash
            covered |= {
                "uid": event.uid.hex, "verb": told.verb, "about_kind": event.about_kind, "about_id": event.about_id,
                "seq": event.seq, "facts": told.facts, "said_hash": event.said_hash,
            }  # fmt: skip
            event.hash = chain.hash_of(event.prev_hash, covered)
            rows.append(own(event))
    insert(Event, OWN, rows, **{name: getattr(event, name) for name in SHARED})
    hearing.tell_births([row[0] for row in rows])


def _event(
    verb: str,
    about: Ref,
    facts: dict[str, Any],
    said: dict[str, Any],
    customer_id: int | None,
    by: AbstractBaseUser,
) -> Event:
    """The first of its chain unless told otherwise, not yet sealed by its hash."""
    SENTENCES[verb]
    origin = current()
    salt = secrets.token_hex(16)
    return Event(
        verb=verb,
        about_kind=about.kind,
        about_id=about.id,
        seq=1,
        customer_id=customer_id,
        **origin.clocks(),
        author_id=by.pk,
        channel=origin.channel,
        act=origin.uid,
        operation=origin.key,
        facts=facts | {UNDOES: True} if is_undoing() else facts,
        said=said,
        salt=salt,
        said_hash=chain.said_hash(salt, said),
    )


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[Any]]:
    """field → [old, new] of what differs, as the history keeps it."""
    return {name: [old, now[name]] for name, old in before.items() if old != now[name]}


def kept_label(word: Any, context: str = "") -> dict[str, str]:
    """A word of the program as a fact: its English, and gettext's context, so that each reader gets their own."""
    with override("en"):
        label = {"label": str(word)}
    return {**label, "context": context} if context else label


def yes_no(value: bool) -> dict[str, str]:
    """A flag as a fact."""
    return {"label": "yes" if value else "no"}
