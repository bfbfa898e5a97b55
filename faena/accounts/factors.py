"""Second factors: passkeys and an authenticator app, with recovery codes for who has neither at hand. The rows and the
arithmetic are the sign-in library's (allauth.mfa)."""

from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db.models import QuerySet

PASSKEY: Final = Authenticator.Type.WEBAUTHN
APP: Final = Authenticator.Type.TOTP
CODES: Final = Authenticator.Type.RECOVERY_CODES
COUNTER: Final = "counter"  # in the data of an app: the last span of 30 seconds whose code was used


def factors_of(user: Any) -> "QuerySet[Authenticator]":
    """Passkeys and the app, oldest first."""
    return Authenticator.objects.filter(user_id=user.pk).exclude(type=CODES).order_by("id")


def has_factor(user: Any) -> bool:
    return factors_of(user).exists()


def has_passkey(user: Any) -> bool:
    return factors_of(user).filter(type=PASSKEY).exists()


def lacks_factor(user: Any, company: Any) -> bool:
    """Whether the company asks this user's role for a second factor, and there is none."""
    return user.is_authenticated and user.role in company.factor_roles and not has_factor(user)


def codes_left(user: Any) -> int:
    """How many recovery codes were not used yet."""
    row = Authenticator.objects.filter(user_id=user.pk, type=CODES).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def counter_of(secret: str, code: str, *, after: int = 0) -> int | None:
    """The span of 30 seconds whose code this is: now, the one before or the next, and later than `after`."""
    digits = "".join(code.split())
    for counter in yield_hotp_counters_from_time():
        if counter > after and format_hotp_value(hotp_value(secret, counter)) == digits:
            return counter
    return None
