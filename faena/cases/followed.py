"""What a kind of case says about the link by which its customer follows it (W1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Followed:
    """What is a kind's own. room: of its routes, "orders" for orders:link; rows: its cases, with what is told of them;
    about: what a case is about, in a word or two; mail: the letter with the link; sent: the verb of its event; facts:
    what letter and chat name beside the customer and the link; code_at: where the code is typed, where it has one."""

    room: str
    rows: Callable[[], Any]
    about: Callable[[Any], object]
    mail: str
    sent: str
    facts: Callable[[Any], dict[str, str]]
    chat: Promise
    title: Promise
    nothing: Promise
    why_nothing: Promise
    before_revoking: Promise
    revoked: Promise
    after_revoking: Promise
    renewed: Promise
    code_at: Callable[[], str] | None = None
