"""Counting attempts at a door. One row per key, moved by one statement, so that no number of workers lets more through
than the limit says."""

import hashlib
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from faena.accounts.actions.locks import locked_for, why_not_change
from faena.accounts.models import Throttle, User
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken

SIGN_INS_A_PLACE: Final = 10  # wrong passwords for one account, from one address or browser in an hour
AT_ONCE: Final = timedelta(minutes=1)  # attempts that came together count in any order

# Both engines read it. The key, the first count's window end, and the moment before which a window is over. One that
# ends much later than a new one would was written by a clock that has been put back since: it is over too.
COUNT = """
INSERT INTO accounts_throttle (key, count, window_ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN accounts_throttle.window_ends_at > %(now)s
        AND accounts_throttle.window_ends_at <= %(latest)s THEN accounts_throttle.count + 1 ELSE 1 END,
    window_ends_at = CASE WHEN accounts_throttle.window_ends_at > %(now)s
        AND accounts_throttle.window_ends_at <= %(latest)s
        THEN accounts_throttle.window_ends_at ELSE excluded.window_ends_at END
RETURNING count
"""


class TooMany(Exception):
    """More attempts than the limit in one window. `minutes` until the next one counts anew."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


def hit(key: str, limit: int, window: timedelta) -> int:
    """Count one attempt under `key`; the window begins with its first one. Raises TooMany beyond the limit.

    Count before the work that is limited, and outside of a transaction that may be rolled back."""
    now = timezone.now()
    latest = now + window + AT_ONCE
    values = {"key": key[:160], "now": _moment(now), "ends_at": _moment(now + window), "latest": _moment(latest)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        (count,) = cursor.fetchone()
    if count > limit:
        ends_at = Throttle.objects.values_list("window_ends_at", flat=True).get(key=values["key"])
        raise TooMany(max(1, ceil((ends_at - now).total_seconds() / 60)))
    return int(count)


def give_back(key: str) -> None:
    """The attempt turned out well: it counts against nobody."""
    Throttle.objects.filter(key=key[:160], count__gt=0).update(count=F("count") - 1)


def is_counted(key: str) -> bool:
    """Whether something was counted under this key in a window that has not ended."""
    return Throttle.objects.filter(key=key[:160], count__gt=0, window_ends_at__gt=timezone.now()).exists()


@action(Perm.USER_EDIT)
def lift_limits(user: User, *, by: User) -> None:
    """Forget the wrong passwords that were tried for an account: its owner tries again at once, from anywhere."""
    user = locked_for(user, by=by)
    if why := why_not_change(user, by):
        raise RuleBroken(why)
    if _limits_of(user).delete()[0]:
        record("user.limits_lifted", user.as_ref, said={"name": user.name}, by=by)


def is_limited(user: User) -> bool:
    """Whether so many wrong passwords were tried that some address or browser has to wait."""
    return _limits_of(user).filter(count__gte=SIGN_INS_A_PLACE, window_ends_at__gt=timezone.now()).exists()


def _limits_of(user: User) -> QuerySet[Throttle]:
    account = account_key(user.email)
    return Throttle.objects.filter(Q(key__startswith=f"sign-in:account:{account}") | Q(key__endswith=f":{account}"))


def account_key(email: str) -> str:
    """An account as throttles and a browser's mark name it: nobody reads an e-mail out of either."""
    return hashlib.sha256(email.strip().lower().encode(errors="replace")).hexdigest()[:24]


def _moment(when: datetime) -> Any:
    """As the engine takes it in plain SQL."""
    return connection.ops.adapt_datetimefield_value(when)
