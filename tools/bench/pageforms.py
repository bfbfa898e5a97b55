"""The forms of a page, with what stands in their fields, as a browser would send them."""

import random
from dataclasses import dataclass, field
from html.parser import HTMLParser

OTHER = "(another)"  # typed into a choice: one that is not chosen yet; what follows is how its value begins


@dataclass
class Field:
    """`values`: what is sent unless something else is typed; `options`: what may be chosen instead."""

    name: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    method: str = "get"
    is_multipart: bool = False
    fields: dict[str, Field] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return self.method == "post" and name in self.fields

    def field(self, name: str) -> Field:
        return self.fields.setdefault(name, Field(name))

    def filled(self, typed: dict[str, str], dice: random.Random) -> list[tuple[str, str]]:
        pairs = []
        for one in self.fields.values():
            values = [typed[one.name]] if one.name in typed else one.values
            if values and values[0].startswith(OTHER):
                begins = values[0].removeprefix(OTHER)
                others = [option for option in one.options if option not in ("", *one.values)]
                others = [option for option in others if option.startswith(begins)]
                values = [dice.choice(others)] if others else one.values
            pairs += [(one.name, value) for value in values]
        return pairs + [(name, value) for name, value in typed.items() if name not in self.fields]


def forms_in(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_with(page: str, field: str) -> Form:
    """The one that is sent and has the field; one with an idempotency key before those of the frame, whose buttons have
    names too. Raises LookupError."""
    found = [form for form in forms_in(page) if form.has(field)]
    if not found:
        raise LookupError(f"No form of the page has the field {field!r}.")
    return next((form for form in found if form.has("operation")), found[0])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.inside: Form | None = None
        self.chosen: Field | None = None  # the select that is read
        self.written: Field | None = None  # the text area that is read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_multipart = facts.get("enctype") == "multipart/form-data"
            self.inside = self.of_id(facts["id"]) if facts.get("id") else Form()
            self.inside.method, self.inside.is_multipart = facts.get("method", "get").lower(), is_multipart
            self.forms.append(self.inside)
        elif tag == "option" and self.chosen is not None:
            self._option(facts)
        elif facts.get("name") and "disabled" not in facts:
            form = self.of_id(facts["form"]) if "form" in facts else self.inside
            if form is not None:
                self._field(tag, facts, form.field(facts["name"]))

    def of_id(self, id: str) -> Form:
        """Fields may name a form that comes only after them."""
        return self.by_id.setdefault(id, Form())

    def _field(self, tag: str, facts: dict[str, str], found: Field) -> None:
        kind, value = facts.get("type", "text"), facts.get("value", "")
        if tag == "select":
            self.chosen = found
        elif tag == "textarea":
            self.written = found
            found.values = [""]
        elif tag == "input" and kind in ("checkbox", "radio"):
            found.options.append(value)
            found.values += [value or "on"] if "checked" in facts else []
        elif tag == "input" and kind not in ("submit", "button", "file", "image"):
            found.values.append(value)

    def _option(self, facts: dict[str, str]) -> None:
        """A browser chooses the first one, unless another says that it is chosen."""
        assert self.chosen is not None
        value = facts.get("value", "")
        if "selected" in facts or not self.chosen.options:
            self.chosen.values = [value]
        self.chosen.options.append(value)

    def handle_data(self, data: str) -> None:
        if self.written is not None:
            self.written.values = [(self.written.values[0] + data).removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.chosen = None
        elif tag == "textarea":
            self.written = None
