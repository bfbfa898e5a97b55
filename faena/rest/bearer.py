"""Whose token a call brings. The tokens themselves are rows of accounts, which registers how one is read."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest

# token, request, whether it writes → whoever calls: a user whose `limited_to` holds the permissions of the token and
# whose `token_id` is its key. Raises Problem: 401 for one that opens nothing, 429 over a limit.
Reader = Callable[[str, HttpRequest, bool], Any]
_readers: Final[list[Reader]] = []


def register(reader: Reader) -> None:
    """Called once, when accounts is ready."""
    _readers[:] = [reader]


def caller_of(token: str, request: HttpRequest, *, writes: bool) -> Any:
    """Who calls by this token; counted. Raises Problem."""
    return _readers[0](token, request, writes)
