"""What was just done is undone from the notice that says so. An act announces its inverse by a name and facts, signed
for its user and good for some minutes; rooms register in apps.py what each name does. The notice shows the button for
ten seconds (notices.css), and as long as the page stands where there is no script."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core import signing
from django.http import HttpRequest

GOOD_FOR: Final = timedelta(minutes=5)
MARK: Final = "undo:"  # of a message that carries an inverse
SALT: Final = "faena.undo"

Inverse = Callable[..., object]
_inverses: dict[str, Inverse] = {}


@dataclass(frozen=True)
class Undo:
    """name: a registered inverse ("order.assign"); facts: what it takes beside the user, as JSON has it."""

    name: str
    facts: dict[str, Any] = field(default_factory=dict)


def register(name: str, inverse: Inverse) -> None:
    """`inverse(user, **facts)` calls one action, which asks for rights itself. It raises Http404 for what the user does
    not see any more, and RuleBroken where something followed. Doing it twice changes nothing."""
    _inverses[name] = inverse


def say(request: HttpRequest, sentence: str, undo: Undo | None = None) -> None:
    """Something was done, as the next page says; with `undo` that can be taken back there."""
    if undo is None:
        messages.success(request, sentence)
        return
    assert undo.name in _inverses, undo.name
    sealed = signing.dumps([undo.name, undo.facts, request.user.pk], salt=SALT, compress=True)
    messages.success(request, sentence, extra_tags=MARK + sealed)


def sealed_of(message: Message) -> str:
    """The inverse that a message carries, as the form of its button sends it; "" for most."""
    tags = message.extra_tags or ""
    return tags.removeprefix(MARK) if tags.startswith(MARK) else ""


def key_of(sealed: str) -> str:
    """The idempotency key of that form: the signature. However often it is pressed, an inverse has one effect."""
    return sealed.rpartition(":")[2]


def inverse_of(sealed: str, user: Any) -> Callable[[], object] | None:
    """What undoes it, once called; None for what is too old, is another's or was never announced."""
    try:
        name, facts, owner = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    inverse = _inverses.get(name)
    if inverse is None or owner != user.pk:
        return None
    return lambda: inverse(user, **facts)
