"""One's own: profile, photo, password, language."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from faena.accounts.actions import change_own_password, choose_language, choose_notices, edit_profile
from faena.accounts.forms.entrance import ChangePasswordForm
from faena.accounts.forms.people import PhotoForm, ProfileForm, initial_of
from faena.accounts.forms.reaching import ReachingForm, reaching_written
from faena.accounts.models import User
from faena.accounts.rate_limits import count_password, forgive, throttled
from faena.accounts.requests import StaffRequest
from faena.accounts.views.languages import remember_choice
from faena.accounts.views.photos import save_photo, take_photo_away
from faena.gate.doors import public, requires
from faena.gate.grants import Perm
from faena.ui import views as ui
from faena.ui.answers import form_page


@requires(Perm.SELF)
def profile(request: StaffRequest) -> HttpResponseBase:
    user, country = request.user, request.company.country
    form = ProfileForm(request.POST or None, initial=initial_of(user, country))

    def act(facts: dict[str, object]) -> str:
        saved = edit_profile(user, by=user, **facts)  # type: ignore[arg-type]  # the form's fields are its facts
        with override(saved.language):
            messages.success(request, _("Your profile was saved."))
        return reverse("accounts:profile")

    context = {"user": user, "positions": user.positions.all(), "photo_form": PhotoForm()}
    return form_page(
        request, form, "accounts/profile.html", context, act=act, saved=lambda row: initial_of(row, country)
    )


@requires(Perm.SELF)
def notices(request: StaffRequest) -> HttpResponseBase:
    """What reaches oneself inside of the program, and when the bell is quiet."""
    user = request.user
    form = ReachingForm(request.POST or None, initial=reaching_written(user))

    def act(_facts: dict[str, object]) -> str:
        choose_notices(user, **form.facts(), by=user)
        messages.success(request, _("Saved."))
        return reverse("notices:list")

    return form_page(request, form, "accounts/notices.html", {}, act=act)


@requires(Perm.SELF, repeatable=True)
@throttled
def password(request: StaffRequest) -> HttpResponseBase:
    """W8: asks the current one; other sessions end, this one goes on. Repeatable, so that a wrong current password
    stays counted: the answer to a key undoes everything when a form comes back."""
    has_tokens = request.user.tokens.living().exists()
    form = ChangePasswordForm(request.POST or None, owner=request.user, has_tokens=has_tokens)

    def act(facts: dict[str, Any]) -> str:
        counted = count_password(request)
        changed = change_own_password(request.user, **facts)
        forgive([counted])
        update_session_auth_hash(request, changed)
        messages.success(request, _("Your password was changed. Other devices are signed out."))
        return reverse("accounts:profile")

    return form_page(request, form, "accounts/password.html", {}, act=act)


@requires(Perm.SELF)
@require_POST
def change_photo(request: StaffRequest) -> HttpResponseBase:
    return save_photo(request, request.user, reverse("accounts:profile"))


@requires(Perm.SELF)
@require_POST
def remove_photo(request: StaffRequest) -> HttpResponseBase:
    return take_photo_away(request, request.user, reverse("accounts:profile"))


@public
def language(request: HttpRequest) -> HttpResponseBase:
    """The switch of every page: a cookie for visitors, whose choice the next who signs in here keeps; who is signed in
    keeps it on every device."""
    answer = ui.language(request)
    chosen = answer.cookies.get("language")
    if chosen and isinstance(request.user, User):
        choose_language(request.user, language=chosen.value, by=request.user)
    elif chosen:
        remember_choice(request, answer, chosen.value)
    return answer
