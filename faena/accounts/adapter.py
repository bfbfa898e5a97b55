"""How the sign-in library meets the house: no sign-up, one answer for every failure, no mail of its own; secrets of
second factors sealed, passkeys for the address that the installation is known by."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from faena.accounts.actions.access import LINK_IS_DEAD
from faena.accounts.hashers import composed
from faena.accounts.models import User
from faena.accounts.sessions import KEEP, PROVED, begin
from faena.company.models import Company
from faena.lib.errors import RuleBroken
from faena.lib.sealing import seal, unseal

PURPOSE = "factor"


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail or the password is not right. Check both and try again."),
        "invalid_password_reset": LINK_IS_DEAD,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages only: a header does not turn their answers into JSON."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """After signing in: a path of ours, nothing else."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Nobody inactive passes, and their right password reads as a wrong one. Every way hashes one password."""
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        return user if isinstance(user, User) else None

    def login(self, request: HttpRequest, user: Any) -> None:
        """The last step, after the password, the second factor, or a passkey alone."""
        super().login(request, user)
        request.session.pop(PROVED, None)
        begin(request, keep=bool(request.session.pop(KEEP, False)))

    def clean_password(self, password: str, user: Any = None) -> str:
        """The rules are about the signs that people see."""
        return str(super().clean_password(composed(password), user))

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_login"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail is our actions' matter; the library sends none, above all not to an e-mail that nobody here has."""


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises RuleBroken where the key that sealed it is gone: an empty secret would fit codes that anybody can
        compute."""
        text = unseal(encrypted_text, purpose=PURPOSE)
        if not text:
            raise RuleBroken(_("The codes of this account cannot be checked any more. Ask a Master to remove them."))
        return text

    def get_totp_issuer(self) -> str:
        """The name that the authenticator app shows; a colon would end it there."""
        return Company.here().name.replace(":", " ")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the host of the installation's own address, whatever a request says."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": Company.here().name}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {"id": user_pk_to_url_str(user).encode(), "display_name": user.name, "name": user.email}
