"""What a browser and its passkey say, checked: the challenge is kept in the session and good for one answer."""

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode
from fido2.webauthn import CollectedClientData

from faena.accounts.models import User
from faena.lib.errors import RuleBroken

NOT_RIGHT: Final = _("This passkey does not open this account. Try again, or use another way.")
# What the library raises for an answer that no browser gives.
_MALFORMED: Final = (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error)


def challenge() -> Mapping[str, Any]:
    """What the browser is asked, for any passkey of this installation, as JSON."""
    return auth.begin_authentication()


def challenge_to_add(user: User) -> Mapping[str, Any]:
    """What the browser is asked so that it makes a passkey for this user: one that signs in by itself."""
    return auth.begin_registration(user, passwordless=True)


def user_of(credential: Any) -> User:
    """Whose passkey it says to be; nothing is proved yet. Raises RuleBroken beside "credential"."""
    with _refused(credential):
        user: User = auth.extract_user_from_response(credential)
        return user


def passkey_of(user: User, credential: Any) -> Authenticator:
    """The passkey of this user with which the browser answered. Raises RuleBroken beside "credential"."""
    with _refused(credential):
        found: Authenticator = auth.complete_authentication(user, credential)
        found.user = user
        return found


def check_new(credential: Any) -> None:
    """That this is a fresh passkey, made here and now. Raises RuleBroken beside "credential"."""
    with _refused(credential):
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)


@contextmanager
def _refused(credential: Any) -> Iterator[None]:
    try:
        _check_origin(credential)
        yield
    except _MALFORMED as error:
        raise RuleBroken(NOT_RIGHT, "credential") from error


def _check_origin(credential: Any) -> None:
    """The library takes hosts below ours for ours."""
    origin = CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"])).origin
    if settings.HTTPS and origin != settings.SITE_URL:
        raise ValueError(origin)
