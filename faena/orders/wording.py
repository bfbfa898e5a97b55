"""What is written to customers about an order: the shop's texts, the program's own, and what placeholders stand for.

A text is kept with the English names of its placeholders, `{device}`; whoever edits it reads and writes them in any
language of the program, `{equipo}`."""

import re
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from faena.company.models import Company
from faena.customers.models import AccessLink
from faena.lib.errors import RuleBroken
from faena.lib.money import format_money
from faena.lib.phones import format_phone
from faena.lib.text import clean, fold
from faena.orders.models import ORDER_NUMBERS, ServiceOrder, Stage, StatusEntry, Wording

Kind = Wording.Kind
LINK = "{link}"

DEFAULTS = {
    Kind.STATUS: gettext_lazy(
        "Hello {name},\nyour {device} ({order}): {status}.\n{note}\nLeft to pay: {balance}\n"
        "Follow it here: {link}\n{shop}"
    ),
    Kind.WAITING: gettext_lazy(
        "Hello {name},\nwe need your word to go on with your {device} ({order}): {status}.\n{note}\n"
        "See it here: {link}\nCall or write to us, please: {phone}\n{shop}"
    ),
    Kind.READY: gettext_lazy(
        "Hello {name},\nyour {device} ({order}) is ready: you can come and collect it.\n{note}\n"
        "Left to pay: {balance}\nSee it here: {link}\n{shop}"
    ),
    Kind.REMINDER: gettext_lazy(
        "Hello {name},\nyour {device} ({order}) is ready and waits for you: when can you come and collect it?\n"
        "Left to pay: {balance}\nSee it here: {link}\n{shop}"
    ),
    Kind.REPORT: gettext_lazy(
        "Hello {name},\nyour {device} ({order}) was handed back. Thank you!\n"
        "The final report, with the warranties: {report}\n{shop}"
    ),
}
PLACEHOLDERS = {
    "name": pgettext_lazy("placeholder", "name"),
    "device": pgettext_lazy("placeholder", "device"),
    "order": pgettext_lazy("placeholder", "order"),
    "status": pgettext_lazy("placeholder", "status"),
    "note": pgettext_lazy("placeholder", "note"),
    "balance": pgettext_lazy("placeholder", "balance"),
    "link": pgettext_lazy("placeholder", "link"),
    "report": pgettext_lazy("placeholder", "report"),
    "phone": pgettext_lazy("placeholder", "phone"),
    "shop": pgettext_lazy("placeholder", "shop"),
}
_PLACE = re.compile(r"\{([^{}\n]*)\}")


def kind_of(entry: StatusEntry) -> str:
    """Which text tells this status."""
    kinds: dict[str, str] = {Stage.WAITING: Kind.WAITING, Stage.READY: Kind.READY, Stage.CLOSED: Kind.REPORT}
    return kinds.get(entry.status.stage, Kind.STATUS)


def text_of(kind: str, language: str) -> str:
    """The shop's text, else the program's, with English placeholders."""
    return Wording.of(kind, language).text or default_of(kind, language)


def default_of(kind: str, language: str) -> str:
    with translation.override(language):
        return str(DEFAULTS[Kind(kind)])


def written(entry: StatusEntry, order: ServiceOrder, company: Company, *, kind: str = "") -> str:
    """The text about this status as the customer reads it, in his language: of this `kind`, else that of its stage."""
    language, link = order.customer.language, AccessLink.objects.alive().of(order.as_ref)
    with translation.override(language):
        url, left = link.url if link else "", order.account.balance
        facts = {
            "name": order.customer.name,
            "device": str(order.device),
            "order": str(order),
            "status": entry.status.name_for_customer,
            "note": entry.note,
            "balance": format_money(left, order.currency, language) if left and company.shows_prices else "",
            "link": url,
            "report": f"{url}report.pdf" if url and order.is_closed else "",
            **_shops(company),
        }
    return filled(text_of(kind or kind_of(entry), language), facts)


def example(text: str, kind: str, language: str, company: Company) -> str:
    """How the text would read, of an order that does not exist."""
    with translation.override(language):
        facts = {
            "name": _("Ana Example"),
            "device": _("Phone Samsung A54"),
            "order": ORDER_NUMBERS.write(123),
            "status": str(Stage.REPAIRING.label),
            "note": _("The screen is changed, we test it today."),
            "balance": format_money(45_00, company.currency, language),
            "link": f"{settings.SITE_URL}/t/…",
            "report": f"{settings.SITE_URL}/t/…/report.pdf",
            **_shops(company),
        }
    return filled(text, facts)


def filled(text: str, facts: dict[str, str]) -> str:
    """The text with what its placeholders stand for. A line is left out where one of them has nothing to say."""
    lines = []
    for line in text.split("\n"):
        if all(facts[name] for name in _PLACE.findall(line)):
            lines.append(_PLACE.sub(lambda found: facts[found[1]], line))
    return clean("\n".join(lines), multiline=True)


def as_edited(text: str) -> str:
    """A kept text with its placeholders in the reader's language."""
    return _PLACE.sub(lambda found: placeholder(found[1]), text)


def placeholder(name: str) -> str:
    return "{" + str(PLACEHOLDERS[name]) + "}"


def as_kept(text: str) -> str:
    """An edited text with the English names. Raises RuleBroken beside "text" for a placeholder that there is not, or a
    brace without the other."""

    def name(found: re.Match[str]) -> str:
        if (known := _names().get(fold(found[1]))) is None:
            raise RuleBroken(
                _("“%(placeholder)s” stands for nothing. There are: %(placeholders)s.")
                % {"placeholder": found[0], "placeholders": ", ".join(map(placeholder, PLACEHOLDERS))},
                "text",
            )
        return "{" + known + "}"

    text = clean(text, multiline=True)
    if not text:
        raise RuleBroken(_("Write the text first."), "text", "required")
    if set("{}") & set(_PLACE.sub("", text)):
        raise RuleBroken(
            _("A brace stands alone: a placeholder is written like %(example)s.") % {"example": placeholder("name")},
            "text",
        )
    return _PLACE.sub(name, text)


def _shops(company: Company) -> dict[str, str]:
    return {"shop": company.name, "phone": format_phone(company.whatsapp or company.phone, company.country)}


@cache
def _names() -> dict[str, str]:
    """Folded name in any language → English name."""
    names: dict[str, str] = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            names |= {fold(str(label)): name for name, label in PLACEHOLDERS.items()}
    return names | {name: name for name in PLACEHOLDERS}
