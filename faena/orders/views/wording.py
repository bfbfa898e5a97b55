"""Settings: what the shop writes to customers about their orders, for each kind and language."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.company.models import LANGUAGES
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.orders import actions
from faena.orders.forms.telling import RemindingForm, ResetForm, WordingForm, reminding_written
from faena.orders.models import Reminding, Wording
from faena.orders.views.common import be_open
from faena.orders.wording import PLACEHOLDERS, as_edited, as_kept, default_of, example, placeholder
from faena.ui.answers import form_page, pressed


@requires(Perm.COMPANY_EDIT)
def texts(request: StaffRequest) -> HttpResponseBase:
    """One text, `?kind=ready&language=pt-br`, with how it reads."""
    be_open(request)
    kind, language = _asked(request)
    own = Wording.of(kind, language)
    text = own.text or default_of(kind, language)
    form = WordingForm(request.POST or None, initial={"text": as_edited(text), "version": own.version})

    def act(data: dict[str, Any]) -> str:
        actions.write_wording(kind, language, text=data["text"], version=data["version"], by=request.user)
        messages.success(request, _("Saved: customers read it from now on."))
        return _here(kind, language)

    typed = (request.POST or request.GET).get("text", "")
    page = {"own": own, **_preview(request, typed or text), "text_at": _here, **_choices()}
    return form_page(request, form, "orders/wording.html", page, act=act, saved=_saved)


@requires(Perm.COMPANY_EDIT)
@require_POST
def reset(request: StaffRequest) -> HttpResponseBase:
    """The program's own text again."""
    be_open(request)
    kind, language = _asked(request)
    form = ResetForm(request.POST)
    seen = form.cleaned_data["version"] if form.is_valid() else -1
    said = _("The text is the one that Faena brings along.")
    return pressed(
        request,
        lambda: actions.write_wording(kind, language, text="", version=seen, by=request.user),
        said=said,
        back=_here(kind, language),
    )


@requires(Perm.COMPANY_EDIT)
def reminding(request: StaffRequest) -> HttpResponseBase:
    """When the shop is reminded of what nobody collects, and whether a mail does it."""
    be_open(request)
    rule = Reminding.the()
    form = RemindingForm(request.POST or None, initial=reminding_written(rule))

    def act(data: dict[str, Any]) -> str:
        actions.set_reminding(**data, by=request.user)
        messages.success(request, _("Saved: it counts for devices that become ready from now on."))
        return _here(Wording.Kind.REMINDER, request.company.language)

    return form_page(request, form, "orders/reminding.html", {}, act=act, saved=reminding_written)


def _asked(request: StaffRequest) -> tuple[str, str]:
    """Kind and language of the address, else the usual ones."""
    kind, language = request.GET.get("kind", ""), request.GET.get("language", "")
    kind = kind if kind in Wording.Kind.values else Wording.Kind.STATUS
    return kind, language if language in LANGUAGES else request.company.language


def _here(kind: str, language: str) -> str:
    return f"{reverse('texts:page')}?{urlencode({'kind': kind, 'language': language})}"


def _choices() -> dict[str, Any]:
    return {
        "kinds": Wording.Kind.choices,
        "of_languages": settings.LANGUAGES,
        "placeholders": [placeholder(name) for name in PLACEHOLDERS],
    }


def _preview(request: StaffRequest, text: str) -> dict[str, str]:
    """How it reads, or what is wrong with it."""
    kind, language = _asked(request)
    try:
        return {"preview": example(as_kept(text), kind, language, request.company), "problem": ""}
    except RuleBroken as broken:
        return {"preview": "", "problem": broken.sentence}


def _saved(row: Wording) -> dict[str, Any]:
    return {"text": as_edited(row.text or default_of(row.kind, row.language))}
