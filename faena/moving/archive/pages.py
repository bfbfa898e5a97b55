"""What an archive says about itself, to people, in three languages: how its parts are read, and each column of each
table. It is made from the models, so it is as true as they are."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TimeField,
    UUIDField,
)
from django.utils import translation
from django.utils.translation import gettext as _

from faena.moving.archive.columns import SECRET, UNSENT_MODEL, leaving, left_out, name_of

LANGUAGES = {"es": "es", "pt": "pt-br", "en": "en"}


def pages(models: Sequence[type[Model]]) -> Iterator[tuple[str, str]]:
    """Path and text of each."""
    for short, language in LANGUAGES.items():
        with translation.override(language):
            yield f"README.{short}.txt", _page(models)


def _page(models: Sequence[type[Model]]) -> str:
    return "\n".join([*_head(), "", *(line for model in models for line in _table(model))])


def _head() -> list[str]:
    """How it is read."""
    tables, secret = ", ".join(left_out()), ", ".join(".".join(one) for one in SECRET)
    return [
        _("Everything that the company has in Faena, at one moment."),
        "",
        _("sheets/: what people read, as CSV for every spreadsheet program."),
        _("tables/: everything, one file for each table and one line of JSON for each row, in the order of the key."),
        _("files/: pictures and attachments, as they are stored."),
        _("papers/: receipts and invoices as PDF, where they were asked for."),
        _("manifest.json: from where and when this is, with the size and the SHA-256 of each part."),
        "",
        _("Moments are in UTC. Amounts are whole numbers of the smallest unit of their currency."),
        _("Rates are whole numbers of 0.00000001, and quantities of thousandths."),
        _("Not in it, because it opens doors or belongs to one machine: %(tables)s.") % {"tables": tables},
        _("Of the tables that are in it, these columns are not: %(columns)s.") % {"columns": secret},
        _("A message that had not left yet (%(table)s) is given up here: the company that wrote it sends it.")
        % {"table": UNSENT_MODEL},
        "",
        _("To read it into an empty company: python manage.py import_data --archive FILE"),
        _("Everybody who works there then sets a new password, and customers get new links."),
    ]


def _table(model: type[Model]) -> Iterator[str]:
    yield f"tables/{name_of(model)}.jsonl"
    for field in leaving(model):
        yield f"  {field.attname}: {_kind(field)}{_word(field)}"
    yield ""


def _word(field: "Field[Any, Any]") -> str:
    """What pages call it, where they do in this language."""
    name = str(field.verbose_name)
    plain = name[:1].upper() + name[1:]
    said = _(plain)
    return f" · {said}" if said != plain or (translation.get_language() == "en" and plain != field.attname) else ""


def _kind(field: "Field[Any, Any]") -> str:
    kind = _type(field)
    if field.null:
        kind = _("%(kind)s or null") % {"kind": kind}
    choices: list[Any] = list(field.flatchoices)
    if choices:
        kind += " (" + ", ".join(f"{value} = {label}" for value, label in choices if value not in (None, "")) + ")"
    return kind


def _type(field: "Field[Any, Any]") -> str:
    match field:
        case ForeignKey():
            return _("key in %(table)s") % {"table": name_of(field.related_model)}
        case BooleanField():
            return _("true or false")
        case DateTimeField():
            return _("moment")
        case DateField():
            return _("day")
        case TimeField():
            return _("time of day")
        case JSONField():
            return "JSON"
        case UUIDField():
            return "UUID"
        case IntegerField():
            return _("whole number")
    return _("text")
