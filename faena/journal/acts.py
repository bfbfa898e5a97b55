"""An act: one press of a button, one job, one command. Every event inside it carries the same `act` id.

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
class Act:
    """channel: "page", "link" (a customer), "job" or "command"; operation: the form's key, when there is one."""

    channel: str = "command"
    operation: str = ""
    uid: uuid.UUID = field(default_factory=uuid.uuid4)


_current: ContextVar[Act | None] = ContextVar("act", default=None)
_inside: ContextVar[bool] = ContextVar("inside an action", default=False)


@contextmanager
def acting(channel: str = "command", operation: str = "") -> Iterator[Act]:
    """What happens inside belongs to one act. Inside another act it joins that one."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    act = Act(channel, operation)
    token = _current.set(act)
    try:
        yield act
    finally:
        _current.reset(token)


def current() -> Act:
    return _current.get() or Act()


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
            with acting(), transaction.atomic():
                return fn(*args, **kwargs)
        finally:
            _inside.reset(token)

    return whole
