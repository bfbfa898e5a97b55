"""A message as it is read: one text per template, from which the subject, the plain text and the HTML are made.

A room keeps its texts in its own templates: "accounts/invitation" is accounts/mail/invitation.txt. The first line is
the subject. Paragraphs follow, with an empty line between them. A paragraph of two lines, a word of what to do and a
link of ours, becomes the button:

    Set your password:
    {{ link }}
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from faena.company.models import Company

# Where a typed text has a new line, until paragraphs and buttons were found: a sign that nobody types (lib.text.clean).
_TYPED_LINE, _TYPED = "\x1e", "\x02"  # the second begins such a text


@dataclass(frozen=True)
class Paragraph:
    """text: what stands there; url: where its button leads, or "". is_typed: somebody wrote it, so that its lists and
    links are such."""

    text: str
    url: str = ""
    is_typed: bool = False


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str
    shop: Company


def write_letter(template: str, *, language: str, data: Mapping[str, object]) -> Letter:
    """The letter in that language. A name that the template uses and `data` lacks raises UndefinedError.

    Every text in `data` becomes one line, so that nothing that somebody typed can pass for a paragraph or a
    button of ours; `in_lines.text` is `text` with its lines, inside the paragraph where it stands. `shop` (its
    name) and `site_url` are there always."""
    shop = Company.the()
    with translation.override(language):
        subject, body = _written(template, data, shop)
        paragraphs = [_paragraph(part) for part in re.split(r"\n\s*\n", body)]
        frame = {
            "subject": subject,
            "paragraphs": paragraphs,
            "shop": shop,
            "language": language,
        }
        return Letter(subject, _unmarked(body) + "\n", render_to_string("notifications/mail.html", frame), shop)


def subject_of(template: str, *, language: str, data: Mapping[str, object], shop: Company) -> str:
    """The subject alone, of one letter among many; what the template lacks is found here too."""
    with translation.override(language):
        return _written(template, data, shop)[0]


def template_name(template: str) -> str:
    room, _, name = template.partition("/")
    return f"{room}/mail/{name}.txt"


def _written(template: str, data: Mapping[str, object], shop: Company) -> tuple[str, str]:
    """Subject and text, in the language of now."""
    texts = {name: value for name, value in data.items() if isinstance(value, str)}
    facts = {**data, **{name: " ".join(text.split()) for name, text in texts.items()}}
    facts["in_lines"] = {name: _marked(text) for name, text in texts.items()}
    facts |= {"shop": shop.name, "site_url": settings.SITE_URL}
    # Templates escape everything; undone here for the plain text, and done again by the frame for the HTML.
    written = html.unescape(render_to_string(template_name(template), facts)).strip()
    subject, _, body = written.partition("\n")
    return " ".join(_unmarked(subject).split()), body.strip()


def _unmarked(text: str) -> str:
    return text.replace(_TYPED_LINE, "\n").replace(_TYPED, "")


def _marked(text: str) -> str:
    """A typed text: its lines marked, no space at their ends."""
    return _TYPED + _TYPED_LINE.join(" ".join(line.split()) for line in text.strip().splitlines())


def _paragraph(part: str) -> Paragraph:
    lines = [line.strip() for line in part.strip().split("\n")]
    if len(lines) == 2 and lines[1].startswith(f"{settings.SITE_URL}/") and " " not in lines[1]:
        return Paragraph(lines[0].removesuffix(":"), lines[1])
    return Paragraph(_unmarked("\n".join(lines)), is_typed=lines[0].startswith(_TYPED))
