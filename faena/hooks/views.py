"""Settings, Webhooks: the addresses, what was sent to each, and what can be done with them."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.confirming import asked_of, confirm
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.hooks import actions
from faena.hooks.calling import PROBLEMS
from faena.hooks.forms import ALL, CHOSEN, EditEndpointForm, NewEndpointForm, RotateForm
from faena.hooks.models import Delivery, Endpoint
from faena.lib.pages import keyset_page
from faena.lib.sealing import seal, unseal
from faena.ui.answers import form_page, pressed, see_other

KEPT, PURPOSE = "webhook_secret", "secret of a webhook"  # in the session of whoever made it, sealed, until it was shown


@requires(Perm.HOOK)
@require_GET
def endpoints(request: StaffRequest) -> HttpResponse:
    found = Endpoint.objects.visible_to(request.user).order_by("id")
    return render(request, "hooks/list.html", {"endpoints": found})


@requires(Perm.HOOK)
@require_GET
def endpoint(request: StaffRequest, pk: int) -> HttpResponse:
    """One address, and what was sent there, the newest first."""
    shown = _the(request, pk)
    sent = Delivery.objects.visible_to(request.user).filter(endpoint=shown).select_related("event")
    page = keyset_page(sent, ("-id",), request.GET.get("page"))
    return render(request, "hooks/endpoint.html", {"shown": shown, "sent": page, "problems": PROBLEMS})


@requires(Perm.HOOK, repeatable=True)
@throttled
def new_endpoint(request: StaffRequest) -> HttpResponseBase:
    form = NewEndpointForm(request.POST or None, **asked_of(request))

    def act(facts: dict[str, Any]) -> str:
        confirm(request, facts)
        made, text = actions.make_endpoint(form.facts(), by=request.user)
        return _keep(request, made.pk, text)

    return form_page(request, form, "hooks/form.html", {"shown": None}, act=act)


@requires(Perm.HOOK, repeatable=True)
@throttled
def edit(request: StaffRequest, pk: int) -> HttpResponseBase:
    shown = _the(request, pk)
    form = EditEndpointForm(request.POST or None, initial=_written(shown), **asked_of(request))

    def act(facts: dict[str, Any]) -> str:
        confirm(request, facts)
        actions.edit_endpoint(shown, form.facts(), version=facts["version"], by=request.user)
        return reverse("hooks:endpoint", args=[pk])

    return form_page(request, form, "hooks/form.html", {"shown": shown}, act=act, saved=_written)


@requires(Perm.HOOK, repeatable=True)
@throttled
def rotate(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A new secret is made and shown, so the password is asked."""
    shown = _the(request, pk)
    form = RotateForm(request.POST or None, initial={"version": shown.version}, **asked_of(request))

    def act(facts: dict[str, Any]) -> str:
        confirm(request, facts)
        return _keep(request, pk, actions.rotate_secret(shown, version=facts["version"], by=request.user))

    return form_page(request, form, "hooks/rotate.html", {"shown": shown}, act=act)


@requires(Perm.HOOK)
@require_GET
def secret(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Shown to whoever made it, once."""
    shown, text = _the(request, pk), unseal(request.session.pop(KEPT, ""), purpose=PURPOSE)
    if text is None:
        return see_other(reverse("hooks:endpoint", args=[pk]))
    return render(request, "hooks/secret.html", {"shown": shown, "text": text})


@requires(Perm.HOOK)
@require_POST
def switch(request: StaffRequest, pk: int) -> HttpResponseBase:
    shown = _the(request, pk)
    on = not shown.is_active
    said = _("It is told again.") if on else _("Nothing goes there any more.")

    def act() -> None:
        actions.switch(shown, is_active=on, version=shown.version, by=request.user)

    return pressed(request, act, said=said, back=_page(pk))


@requires(Perm.HOOK)
@require_POST
def delete(request: StaffRequest, pk: int) -> HttpResponseBase:
    shown = _the(request, pk)
    act, said = actions.delete_endpoint, _("The webhook was deleted.")
    back = reverse("hooks:endpoints")
    return pressed(request, lambda: act(shown, version=shown.version, by=request.user), said=said, back=back)


@requires(Perm.HOOK)
@require_POST
def test(request: StaffRequest, pk: int) -> HttpResponseBase:
    shown = _the(request, pk)
    said = _("A test is on its way. Reload the page to see the answer.")
    return pressed(request, lambda: actions.send_test(shown, by=request.user), said=said, back=_page(pk))


@requires(Perm.HOOK)
@require_POST
def again(request: StaffRequest, pk: int, delivery_pk: int) -> HttpResponseBase:
    sent = Delivery.objects.visible_to(request.user).filter(endpoint=_the(request, pk))
    delivery = get_object_or_404(sent.select_related("endpoint", "event"), pk=delivery_pk)
    said = _("It is sent once more.")
    return pressed(request, lambda: actions.send_again(delivery, by=request.user), said=said, back=_page(pk))


def _the(request: StaffRequest, pk: int) -> Endpoint:
    found: Endpoint = get_object_or_404(Endpoint.objects.visible_to(request.user).select_related("owner"), pk=pk)
    return found


def _page(pk: int) -> str:
    return reverse("hooks:endpoint", args=[pk])


def _keep(request: StaffRequest, pk: int, text: str) -> str:
    request.session[KEPT] = seal(text, purpose=PURPOSE)
    return reverse("hooks:secret", args=[pk])


def _written(shown: Endpoint) -> dict[str, Any]:
    which = CHOSEN if shown.verbs else ALL
    return {"url": shown.url, "verbs": shown.verbs, "which": which, "version": shown.version}
