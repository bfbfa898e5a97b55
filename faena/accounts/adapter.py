"""How the sign-in library meets the house: no sign-up, one answer for every failure, no mail of its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from faena.accounts.actions.access import LINK_IS_DEAD
from faena.accounts.hashers import composed
from faena.accounts.models import User


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

    def clean_password(self, password: str, user: Any = None) -> str:
        """The rules are about the signs that people see."""
        return str(super().clean_password(composed(password), user))

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_login"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail is our actions' matter; the library sends none, above all not to an e-mail that nobody here has."""
