"""The forms of a rendered page, as a browser would read them: fields with their values, where they are sent."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class Field:
    """One name of a form. `values` is what a browser would send untouched; `options` are a choice's values."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    required: bool = False
    longest: int = 0  # signs that a browser lets in; 0: as many as you like

    @property
    def is_typed(self) -> bool:
        return self.kind not in {"hidden", "checkbox", "radio", "select", "file", "submit", "button"}


@dataclass
class PageForm:
    action: str
    method: str
    id: str = ""
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, list[str]]:
        return {each.name: list(each.values) for each in self.fields.values() if each.values and each.kind != "file"}


# What a form is made of: the parser is slow, and the rest of a page is twenty times as long. No attribute of ours has a
# bare ">" in it.
_OF_FORMS = re.compile(r"</?(?:form|select)\b[^>]*>|<(?:input|option)\b[^>]*>|<textarea\b[^>]*>.*?</textarea>", re.S)


def forms_of(html: str, url: str) -> list[PageForm]:
    """Every form of the page at `url`, actions made absolute."""
    reader = _Reader(url)
    reader.feed("".join(_OF_FORMS.findall(html)))
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(urljoin(self.url, has.get("action", "")))
            path = action.path + (f"?{action.query}" if action.query else "")
            self._form = PageForm(path, has.get("method", "get").lower(), has.get("id", ""))
            self.forms.append(self._form)
        elif tag in {"input", "select", "textarea"} and has.get("name"):
            self._widget(tag, has)
        elif tag == "option" and self._select is not None:
            value = has.get("value", "")
            self._select.options.append(value)
            if "selected" in has:
                self._select.values = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            if self._select is not None and not self._select.values:
                self._select.values = self._select.options[:1]
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            if not self._area.values[0] and data.startswith("\n"):
                data = data[1:]
            self._area.values[0] += data

    def _widget(self, tag: str, has: dict[str, str]) -> None:
        form = self._form
        if has.get("form"):
            form = next((each for each in self.forms if each.id == has["form"]), form)
        if form is None:
            return
        kind = has.get("type", "text").lower() if tag == "input" else tag
        one = form.fields.setdefault(has["name"], Field(has["name"], kind))
        one.required |= "required" in has
        one.longest = int(has.get("data-signs", 0) or has.get("maxlength", 0))
        if tag == "select":
            self._select = one
        elif tag == "textarea":
            one.values = [""]
            self._area = one
        elif kind in {"checkbox", "radio"}:
            one.options.append(has.get("value", "on"))
            if "checked" in has:
                one.values.append(has.get("value", "on"))
        elif kind not in {"submit", "button", "file"}:
            one.values = [has.get("value", "")]
