"""The template environment of the whole house, and what every template may use.

Strict: an undefined name is an error, everything is escaped, no `|safe` in the rooms' templates. A room adds its own
word from `apps.py`: `ui.jinja.register_filter("name", function)`.
"""

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from faena.lib.dates import (
    exact_moment,
    format_day,
    format_long_day,
    format_month,
    format_time,
    format_weekday,
    relative_moment,
)
from faena.lib.money import format_input, format_money, format_quantity, sign
from faena.lib.phones import format_phone, phone_link, whatsapp_link
from faena.lib.rates import Quote, format_rounding
from faena.lib.routes import url as url  # rooms take it from here
from faena.lib.routes import url_if
from faena.lib.text import initials
from faena.ui.framing import framed
from faena.ui.prose import paragraphs
from faena.ui.spoken import Environment
from faena.ui.undoing import key_of, sealed_of

_filters: dict[str, Callable[..., Any]] = {}
_environments: list[jinja2.Environment] = []


def environment(**options: Any) -> jinja2.Environment:
    """Django's Jinja2 backend calls this once for each configured engine."""
    options["undefined"] = jinja2.StrictUndefined
    made = Environment(  # the backend passes autoescape=True in options
        **options,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.globals.update(
        static=address_of,
        url=url,
        url_if=url_if,
        home_url=get_script_prefix,
        icon=icon,
        get_messages=get_messages,
        get_language=translation.get_language,
        framed=framed,
        undo_of=sealed_of,
        undo_key=key_of,
    )
    made.filters.update(
        money=money,
        money_input=money_input,
        quantity=quantity,
        rate=rate,
        rounding=rounding,
        sign=sign,
        moment=moment,
        day=day,
        month=month,
        weekday=weekday,
        long_day=long_day,
        clock=clock,
        initials=initials,
        paragraphs=paragraphs,
        filesize=filesizeformat,
        phone=format_phone,
        phone_link=phone_link,
        whatsapp_link=whatsapp_link,
    )
    made.filters.update(_filters)
    _environments.append(made)
    return made


def register_filter(name: str, function: Callable[..., Any]) -> None:
    """A room lends its word to all templates; environments already made learn it too."""
    _filters[name] = function
    for made in _environments:
        made.filters[name] = function


def address_of(path: str) -> str:
    """Of a static file."""
    return static(path) if settings.DEBUG else _address_of(path, get_script_prefix(), settings.STATIC_URL)


@lru_cache(maxsize=500)
def _address_of(path: str, _prefix: str, _url: str) -> str:
    return static(path)


def icon(name: str, label: str | None = None, size: int = 20) -> SafeString:
    """One drawing of the sprite (names in icons.txt). Without a label it is decoration and screen readers skip it."""
    return _icon(name, label, size, address_of("vendor/icons.svg"))


@lru_cache(maxsize=2000)
def _icon(name: str, label: str | None, size: int, sheet: str) -> SafeString:
    if label:
        return format_html(
            '<svg class="icon" width="{}" height="{}" role="img"><title>{}</title><use href="{}#{}"></use></svg>',
            *(size, size, label, sheet, name),
        )
    return format_html(
        '<svg class="icon" width="{}" height="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        *(size, size, sheet, name),
    )


def money(amount: int | None, currency: str) -> str:
    """Minor units as the reader writes money; a dash while the amount is not known."""
    return "—" if amount is None else format_money(amount, currency, _language())


def money_input(amount: int, currency: str) -> str:
    """As the value of a form field: no sign, no groups."""
    return format_input(amount, currency, _language())


def rate(quote: Quote) -> str:
    """`US$ 1 = Bs. 245,50`, as the reader writes numbers."""
    return quote.written(_language())


def rounding(difference: int, currency: str) -> str:
    """What rounding added, in 10⁻² of the minor unit: `+US$ 0,002`."""
    return format_rounding(difference, currency, _language())


def quantity(thousandths: int) -> str:
    """Thousandths as the reader writes a number: `1,5`."""
    return format_quantity(thousandths, _language())


def moment(when: datetime | None, brief: bool = False) -> str:
    """`today 16:00`, with the exact moment on hover and for machines; a dash when it has not happened. `brief`, for a
    list of many columns, tells no hour of a day further away."""
    if when is None:
        return "—"
    zone = timezone.get_current_timezone()
    return _moment(when, timezone.localdate(timezone=zone), zone, _language(), brief)


@lru_cache(maxsize=10_000)
def _moment(when: datetime, today: date, zone: tzinfo, language: str, brief: bool) -> SafeString:
    local = timezone.localtime(when, zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        exact_moment(local, language),
        relative_moment(local, today, language, brief=brief),
    )


def month(day: date) -> str:
    return format_month(day, _language())


def weekday(day: date) -> str:
    """`Thu 12 Nov`."""
    return format_weekday(day, _language())


def long_day(day: date) -> str:
    """`Monday 30 November`."""
    return format_long_day(day, _language())


def clock(when: datetime) -> str:
    """`09:05` on the company's wall."""
    return format_time(timezone.localtime(when))


def day(on: date | None) -> str:
    """`12 Nov 2026`; of a moment, its day on the company's wall."""
    if on is None:
        return "—"
    if isinstance(on, datetime):
        on = timezone.localdate(on)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), format_day(on, _language()))


def _language() -> str:
    return translation.get_language() or "en"
