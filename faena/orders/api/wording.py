"""Settings of the workshop: what customers are written, and when somebody is reminded of what nobody collects."""

from typing import Literal

from faena.accounts.requests import StaffRequest
from faena.company.models import LANGUAGES
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.api.orders import routes
from faena.orders.api.shapes import check_workshop
from faena.orders.models import Reminding, Wording
from faena.orders.wording import PLACEHOLDERS, default_of
from faena.rest.effects import version_of
from faena.rest.values import In, Out


class WordingOut(Out):
    """version: what If-Match takes for this text, 0 while it is the program's own. text: with the English names of its
    placeholders, {name}. is_own: the shop's."""

    kind: str
    language: str
    version: int
    text: str
    is_own: bool


class Wordings(Out):
    placeholders: list[str]
    items: list[WordingOut]


@routes.thing("/texts", Perm.COMPANY_EDIT)
def texts(request: StaffRequest) -> Wordings:
    """What customers are written about their orders: a text for each kind and language."""
    check_workshop(request)
    own = {(one.kind, one.language): one for one in Wording.objects.all()}
    each = [(kind, language) for kind in Wording.Kind.values for language in LANGUAGES]
    return Wordings(
        placeholders=list(PLACEHOLDERS),
        items=[_text(kind, language, own.get((kind, language))) for kind, language in each],
    )


def _text(kind: str, language: str, own: Wording | None) -> WordingOut:
    text = own.text if own else ""
    return WordingOut(
        kind=kind,
        language=language,
        version=own.version if own else 0,
        text=text or default_of(kind, language),
        is_own=bool(text),
    )


class WordingIn(In):
    """text: "" takes the program's own again."""

    kind: Literal["status", "waiting", "ready", "reminder", "report"]
    language: Literal["es", "pt-br", "en"]
    text: str


@routes.change("/texts", Perm.COMPANY_EDIT, to=texts)
def write_wording(request: StaffRequest, facts: WordingIn) -> str:
    """The shop says one of them in its own words; the version is that of the text."""
    check_workshop(request)
    actions.write_wording(facts.kind, facts.language, text=facts.text, version=version_of(request), by=request.user)
    return ""


class RemindingOut(Out):
    """After how many days somebody is reminded of a device that is ready; again_days 0: not a second time."""

    version: int
    first_days: int
    again_days: int
    by_mail: bool


@routes.thing("/reminding", Perm.COMPANY_EDIT)
def reminding(request: StaffRequest) -> RemindingOut:
    """When somebody is reminded of what nobody collects."""
    check_workshop(request)
    rule = Reminding.the()
    return RemindingOut(
        version=rule.version, first_days=rule.first_days, again_days=rule.again_days, by_mail=rule.by_mail
    )


class RemindingIn(In):
    first_days: int
    again_days: int
    by_mail: bool


@routes.change("/reminding", Perm.COMPANY_EDIT, to=reminding)
def set_reminding(request: StaffRequest, facts: RemindingIn) -> str:
    """It counts for devices that become ready from now on."""
    check_workshop(request)
    actions.set_reminding(**facts.model_dump(), version=version_of(request), by=request.user)
    return ""
