"""A unit of work: one POST, one job, one command. Every event inside it carries its id, in the column `act`.

`@action` makes a function one atomic business event: all its writes and its event, or nothing."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class UnitOfWork:
    """channel: "page", "link" (a customer), "job" or "command"; key: the idempotency key, if any."""

    channel: str = "command"
    key: str = ""
    uid: uuid.UUID = field(default_factory=uuid.uuid4)


_current: ContextVar[UnitOfWork | None] = ContextVar("unit of work", default=None)
_inside: ContextVar[bool] = ContextVar("inside an action", default=False)


@contextmanager
def unit_of_work(channel: str = "command", key: str = "") -> Iterator[UnitOfWork]:
    """What happens inside belongs to one unit of work. Inside another one it joins that one."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    unit = UnitOfWork(channel, key)
    token = _current.set(unit)
    try:
        yield unit
    finally:
        _current.reset(token)


def current() -> UnitOfWork:
    return _current.get() or UnitOfWork()


def action(fn: Callable[P, R]) -> Callable[P, R]:
    """Every write goes through a function with this decorator. An action that another one calls has no savepoint of its
    own: when it refuses, nothing of the other one stays either, so that one cannot go on as if nothing had been."""

    @wraps(fn)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            with transaction.atomic(savepoint=False):
                return fn(*args, **kwargs)
        token = _inside.set(True)
        try:
            with unit_of_work(), transaction.atomic():
                return fn(*args, **kwargs)
        finally:
            _inside.reset(token)

    return whole
