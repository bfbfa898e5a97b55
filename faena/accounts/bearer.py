"""Who calls the API: the user of the token, who may no more than it says. Registered with rest.bearer."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone

from faena.accounts.actions import TooMany, hit
from faena.accounts.actions.tokens import is_wellformed
from faena.accounts.models import Token
from faena.accounts.rate_limits import QUARTER, address_of
from faena.journal.access import note_hourly, origin_of
from faena.journal.models import Access
from faena.journal.unit_of_work import unit_of_work
from faena.lib.named import Named
from faena.lib.sealing import token_hash
from faena.ui.problems import Problem

MINUTE: Final = timedelta(minutes=1)
CALLS, WRITES = 120, 20  # of one person in a minute, by all tokens
WRONG: Final = 20  # tokens that open nothing, from one address in a quarter of an hour
MOST_NOTED: Final = 10_000
# Token and address → the hour for which this process has noted it. Another process notes the same row again: one stays.
_noted: Final[dict[tuple[int, str], datetime]] = {}
_kept: Named[Token] = Named(
    lambda ask: Token.objects.select_related("user").filter(
        token_hash=ask("token_hash", Token._meta.get_field("token_hash"))
    )
)


def caller(text: str, request: HttpRequest, writes: bool) -> Any:
    """The user, with what the token lets him do. Raises Problem: 401 alike for one that is unknown, revoked, expired,
    or of somebody who is inactive; 429 over a limit."""
    try:
        token = _living(text)
        if token is None:
            hit(f"token:api:{address_of(request)}", WRONG, QUARTER)
            raise Problem(401, "unauthenticated", headers={"WWW-Authenticate": "Bearer"})
        hit(f"api:{token.user_id}", CALLS, MINUTE)
        if writes:
            hit(f"api:{token.user_id}:writes", WRITES, MINUTE)
    except TooMany as limit:
        raise Problem(429, "too-many", headers={"Retry-After": str(limit.minutes * 60)}) from limit
    user = token.user
    user.limited_to, user.token_id = token.reach, token.pk
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    if _noted.get((token.pk, address_of(request))) != hour:
        _note_use(token, request, hour)
    return user


def _living(text: str) -> Token | None:
    if not is_wellformed(text):
        return None
    found = _kept.first(token_hash=token_hash(text))
    return found if found and found.is_living and found.user.is_active and found.user.role else None


def _note_use(token: Token, request: HttpRequest, hour: datetime) -> None:
    """Once an hour from each address; what cannot be written keeps nobody out."""
    if len(_noted) > MOST_NOTED:
        _noted.clear()
    _noted[token.pk, address_of(request)] = hour
    try:
        with unit_of_work(origin_of(request, f"api:{token.pk}")):
            note_hourly(Access.Kind.SIGN_IN, person=token.user, about=token.as_ref)
        if token.last_used_at is None or token.last_used_at < hour:
            Token.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
    except DatabaseError:
        return
