"""Links that prove themselves: recovery of a password, and the set-up of a fresh installation. Neither is a row."""

from datetime import timedelta

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing

from faena.accounts.models import User

SETUP_HOURS = 24


class RecoveryTokens(PasswordResetTokenGenerator):
    """The token hangs on the password, the last sign-in, the e-mail and the session generation: whatever of them
    changes, the link is dead. Nobody inactive gets in with one."""

    key_salt = "faena.accounts.recovery"

    def check_token(self, user: User | None, token: str | None) -> bool:
        return user is not None and user.is_active and super().check_token(user, token)

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}/{user.session_generation}"


def new_setup_token() -> str:
    """For the link that makes the first Master and the company."""
    return _signer().sign("set-up")


def opens_setup(token: str) -> bool:
    """Whether the token is ours, younger than a day, and there is no Master yet."""
    try:
        _signer().unsign(token, max_age=timedelta(hours=SETUP_HOURS))
    except signing.BadSignature:
        return False
    return not User.objects.has_master()


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="faena.accounts.setup", sep="~")
