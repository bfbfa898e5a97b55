"""Signing in and out, and the way back in for whoever forgot the password."""

from typing import Any

from allauth.account.views import (
    LoginView,
    PasswordResetDoneView,
    PasswordResetFromKeyDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
)
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from faena.accounts import jobs
from faena.accounts.actions import TooMany, recover_password, refuse_sign_in, report_new_device
from faena.accounts.forms.entrance import READ, RecoveredPasswordForm, RecoveryForm, SignInForm
from faena.accounts.models import User
from faena.accounts.rate_limits import count_recovery, count_sign_in, count_signed_in, count_token, forgive, throttled
from faena.accounts.sessions import device_of, known_browser, remember_browser
from faena.accounts.views.languages import keep_choice
from faena.gate.doors import public
from faena.lib.errors import RuleBroken
from faena.lib.sealing import seal
from faena.lib.text import clean
from faena.ui.answers import see_other

UNPROCESSABLE = 422


class Refusing:
    """A form that comes back is answered 422, and an attempt too many 429."""

    @method_decorator(throttled)
    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(*args, **kwargs)  # type: ignore[misc]  # mixed into the library's views

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # as above
        answer.status_code = UNPROCESSABLE
        return answer


class SignIn(Refusing, LoginView):
    """W3, W4, W5. Each attempt is counted before the password is looked at."""

    form_class = SignInForm
    template_name = "account/login.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        email = clean(request.POST.get("login", "")[:READ])  # as the form reads it, or one account had many counters
        try:
            counted = count_sign_in(request, email)
        except TooMany:
            refuse_sign_in(email)
            raise
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if isinstance(answer, HttpResponseRedirect):  # the password was right
            forgive(counted)
            answer = entered(request, answer.url)
        else:
            refuse_sign_in(email)
        return answer


def entered(request: HttpRequest, page: str) -> HttpResponse:
    """On to `page`. Where that was the last step, the browser is known from now on; its owner hears of a new one."""
    answer = see_other(page)
    user = request.user
    if isinstance(user, User):
        count_signed_in(request)
        if not known_browser(request, user.email):
            browser, address = device_of(request)
            report_new_device(user, browser=browser, address=address)
        remember_browser(request, answer, user.email)
        keep_choice(request, answer)
    return answer


class Recovery(Refusing, PasswordResetView):
    """W6: asks for an e-mail, and answers the same to every one."""

    form_class = RecoveryForm
    template_name = "account/password_reset.html"

    def form_valid(self, form: RecoveryForm) -> HttpResponse:
        count_recovery(self.request)
        jobs.recover.enqueue(seal(form.cleaned_data["email"], purpose=jobs.PURPOSE))
        return see_other(reverse("account_reset_password_done"))


class RecoverySent(PasswordResetDoneView):
    template_name = "account/password_reset_done.html"


class Recovered(Refusing, PasswordResetFromKeyView):
    """The link of the mail. The library moves its token out of the address into the session before it shows a form."""

    form_class = RecoveredPasswordForm
    template_name = "account/password_reset_from_key.html"

    def form_valid(self, form: RecoveredPasswordForm) -> HttpResponse:
        try:
            recover_password(self.reset_user, token=self.key, password=form.cleaned_data["password1"])
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
            return self.form_invalid(form)
        answer = see_other(reverse("account_reset_password_from_key_done"))
        remember_browser(self.request, answer, self.reset_user.email)
        return answer

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """A link that opens nothing is 410, and counted: somebody may be guessing."""
        if context.get("token_fail"):
            count_token(self.request)
            kwargs["status"] = 410
        return super().render_to_response(context, **kwargs)


class RecoveredDone(PasswordResetFromKeyDoneView):
    template_name = "account/password_reset_from_key_done.html"


sign_in = public(SignIn.as_view())
recovery = public(Recovery.as_view())
recovery_sent = public(RecoverySent.as_view())
recovered = public(Recovered.as_view())
recovered_done = public(RecoveredDone.as_view())


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return see_other(resolve_url("account_login"))
