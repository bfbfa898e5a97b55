"""A unit of work: one POST, one job, one command. Every event inside it carries its id, in the column `act`.

`@action` makes a function one atomic business event: its writes and its event, or nothing. `@step`: a part of one."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone

from faena.gate.grants import Perm
from faena.gate.rights import need

P = ParamSpec("P")
R = TypeVar("R")

DEAD_BATTERY = datetime(2000, 1, 1, tzinfo=UTC)  # a device that lost its clock begins before this


@dataclass(frozen=True)
class Origin:
    """Where a unit of work comes from. channel: "page", "link" (a customer), "job", "command", "api:17" (a token).
    key: the idempotency key, if any. uid: the unit's own id. happened_at: when a device says that it happened, None for
    now. Numbers, rates and what is due go by the server's clock, whatever it says. address, agent: from where a request
    came and by which program, shortened; only the journal of access keeps them.

    Raises ValueError for a moment without a zone."""

    channel: str = "command"
    key: str = ""
    happened_at: datetime | None = None
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    address: str = ""
    agent: str = ""

    def __post_init__(self) -> None:
        if self.happened_at is not None and timezone.is_naive(self.happened_at):
            raise ValueError(f"A moment needs its zone: {self.happened_at}")

    def clocks(self) -> dict[str, datetime]:
        """`at` is the server's, `happened_at` the device's and never later: a phone may be slow, but not ahead."""
        now = timezone.now()
        told = self.happened_at if self.happened_at and self.happened_at > DEAD_BATTERY else now
        return {"at": now, "happened_at": min(told, now)}


_current: ContextVar[Origin | None] = ContextVar("unit of work", default=None)
_inside: ContextVar[bool] = ContextVar("inside an action", default=False)
_by: ContextVar[Any] = ContextVar("who acts", default=None)
_undoing: ContextVar[bool] = ContextVar("what was done is undone", default=False)
_again: ContextVar[Callable[[], None] | None] = ContextVar("how a transaction begins again", default=None)


@contextmanager
def unit_of_work(origin: Origin | None = None, *, joins: bool = True) -> Iterator[Origin]:
    """What happens inside comes from this origin. Inside another unit of work it joins that one, unless it says that it
    does not: a job that goes on where an earlier one ended is one unit of work with it, not with the worker's turn."""
    outer = _current.get()
    if outer is not None and joins:
        yield outer
        return
    origin = origin or Origin()
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)


def current() -> Origin:
    return _current.get() or Origin()


def clocks() -> dict[str, datetime]:
    """The two clocks of what is done in this unit of work: `at` and `happened_at`."""
    return current().clocks()


def acting() -> Any:
    """Whoever acts (`by`) in the action that was called first; None outside of any."""
    return _by.get()


@contextmanager
def undoing() -> Iterator[None]:
    """What is done inside takes back what was just done: its events say so."""
    token = _undoing.set(True)
    try:
        yield
    finally:
        _undoing.reset(token)


def is_undoing() -> bool:
    return _undoing.get()


@contextmanager
def first_action_joins(again: Callable[[], None]) -> Iterator[None]:
    """Inside it a transaction has begun in which nothing is written that `again` would not write anew: the first action
    needs no savepoint of its own. When it refuses, `again` ends that transaction and begins the next, so that nothing
    of the action stays and whoever was refused can still read."""
    token = _again.set(again)
    try:
        yield
    finally:
        _again.reset(token)


@contextmanager
def _whole() -> Iterator[None]:
    """All that is written inside, or nothing."""
    again = _again.get()
    if again is None:
        with transaction.atomic():
            yield
        return
    _again.set(None)
    try:
        yield
    except Exception:  # whatever it was, nothing of the action stays
        again()
        _again.set(again)
        raise


def action(perm: Perm | None = None, *, authorised_by: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Every write goes through a function with this decorator. `perm`: the permission that whoever acts (`by`) needs,
    else NotAllowed; what is within reach, and what single facts need, the function checks itself. `authorised_by`: what
    stands in the place of a permission: a token, a password, the action that began it.

    An action that another one calls has no savepoint of its own: when it refuses, nothing of the other one stays
    either, so that one cannot go on as if nothing had been."""
    assert (perm is None) is bool(authorised_by), "An action names its permission, or what authorises it instead."

    def event(fn: Callable[P, R]) -> Callable[P, R]:
        @wraps(fn)
        def whole(*args: P.args, **kwargs: P.kwargs) -> R:
            if perm is not None:
                need(kwargs["by"], perm)
            if _inside.get():
                with transaction.atomic(savepoint=False):
                    return fn(*args, **kwargs)
            token, who = _inside.set(True), _by.set(kwargs.get("by"))
            try:
                with unit_of_work(), _whole():
                    return fn(*args, **kwargs)
            finally:
                _inside.reset(token)
                _by.reset(who)

        whole.permission = perm  # type: ignore[attr-defined]  # a function's own mark
        return whole

    return event


def step(fn: Callable[P, R]) -> Callable[P, R]:
    """A part of several actions that is none by itself: they have asked, locked and begun the transaction. Called by
    anybody else it raises RuntimeError."""

    @wraps(fn)
    def part(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _inside.get():
            raise RuntimeError(f"{fn.__qualname__} is a step of actions; write one that calls it.")
        return fn(*args, **kwargs)

    return part
