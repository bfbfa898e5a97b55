"""Turning an event into what people read: one sentence, the lines of what changed, an icon and a tone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from faena.journal.models import Event
from faena.journal.sentences import BY_UNDO, FIELDS, SENTENCES, TO_BE_DIAGNOSED, UNDOES
from faena.lib.dates import exact_moment, format_day, format_span
from faena.lib.money import format_money, format_quantity
from faena.lib.numerals import write_number
from faena.lib.rates import Quote
from faena.lib.refs import Ref


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class EventLine:
    """One entry of a timeline. `note` is free text that somebody typed; `event` gives time and author."""

    event: Event
    icon: str
    tone: str
    text: str
    note: str
    changes: list[Change]

    @property
    def ref(self) -> Ref:
        """What the verb names, where the event says which one and it has a page (a payment on its account); else what
        the event is about."""
        kind = self.event.verb.partition(".")[0]
        named = self.event.facts.get(f"{kind}_id")
        if isinstance(named, int) and Ref(kind, named).url:
            return Ref(kind, named)
        return Ref(self.event.about_kind, self.event.about_id)

    @property
    def url(self) -> str:
        """Its page; "" for what has none."""
        return self.ref.url


class _Forgiving(dict[str, Any]):
    """A text that was blanked when a person was forgotten reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def render_event(event: Event) -> EventLine:
    sentence = SENTENCES[event.verb]
    said = event.said or {}
    words = {name: readable(value) for name, value in {**event.facts, **said}.items() if name != "changes"}
    words["by"] = event.author.name
    text = str(sentence.text) % _Forgiving(words)
    return EventLine(
        event=event,
        icon=sentence.icon,
        tone=sentence.tone,
        text=str(BY_UNDO) % {"event": text} if event.facts.get(UNDOES) else text,
        note="\n".join(str(said[name]) for name in ("note", "day_reason") if said.get(name)),
        changes=_changes({**event.facts.get("changes", {}), **said.get("changes", {})}),
    )


def _changes(changed: dict[str, Any]) -> list[Change]:
    """In the order of FIELDS: PostgreSQL does not keep the one in which they were written."""
    places = {name: place for place, name in enumerate(FIELDS)}
    ordered = sorted(changed.items(), key=lambda item: (places.get(item[0], len(places)), item[0]))
    return [Change(str(FIELDS.get(name, name)), readable(old), readable(new)) for name, (old, new) in ordered]


def readable(value: Any) -> str:
    """A fact in the reader's language."""
    language = get_language() or "en"
    match value:
        case None | "":
            return "—"
        case {"amount": None}:
            return str(TO_BE_DIAGNOSED)
        case {"amount": amount, "currency": currency}:
            return format_money(amount, currency, language)
        case {"percent": hundredths}:
            return f"{write_number(hundredths, 2, language, trim=True)}\N{NO-BREAK SPACE}%"
        case {"quantity": thousandths}:
            return format_quantity(thousandths, language)
        case {"span": count, "unit": unit}:
            return format_span(count, unit) if count else "—"
        case {"unit": unit, "other": other, "rate": rate}:
            return Quote(unit, other, rate).written(language)
        case {"day": day, "part": part}:
            return f"{format_day(date.fromisoformat(day), language)}, {readable(part).lower()}"
        case {"day": day}:
            return format_day(date.fromisoformat(day), language)
        case {"moment": moment}:
            return exact_moment(datetime.fromisoformat(moment), language)
        case {"label": label, "context": context}:
            return pgettext(context, label)
        case {"label": label}:
            return _(label)
        case date():
            return format_day(value, language)
    return str(value)
