"""What is known of one customer as an archive for him: a paper to read, the same as JSON, his pictures and files.
In his language, and without the shop's own notes."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from faena.company.models import Company
from faena.customers.forgetting import family, file_keys
from faena.customers.models import Customer
from faena.customers.paper import person_paper
from faena.files.models import File
from faena.lib import personal
from faena.lib.personal import Personal, holds_words
from faena.lib.strokes import as_svg

IN_MEMORY = 5_000_000  # bytes of an archive; a larger one is a file until it has left
NOT_HIS = ("id", "version", "uid", "position")
AT_ONCE = 500


def archive(customer: Customer, company: Company) -> IO[bytes]:
    """A ZIP at its beginning; whoever gets it closes it. Files are read piece by piece."""
    made = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # it leaves open
    with translation.override(customer.language), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        known = [(label, list(rows)) for label, rows in sections(customer)]
        zipped.writestr(f"{customer.code}.pdf", person_paper(customer, known, company).pdf())
        amounts = _("Amounts are in the smallest unit of their currency, quantities in thousandths.")
        told = {"code": customer.code, "made_at": timezone.now(), "amounts": amounts, "data": dict(_joined(known))}
        text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        zipped.writestr(f"{customer.code}.json", text)
        for file in File.objects.filter(pk__in=file_keys(family(customer))).order_by("pk").iterator(AT_ONCE):
            if file.is_ready:
                _put(zipped, file)
    made.seek(0)
    return made


def sections(customer: Customer) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Each kind of what is his, as it is called, with its rows: column → what stands there."""
    customers = family(customer)
    for table in personal.register().values():
        if table.label and table.of:
            rows = table.rows(customers).order_by("pk")
            rows = rows.filter(table.shown) if table.shown else rows
            rows = rows.select_related(table.title) if table.title else rows
            yield str(table.label), (_told(table, row) for row in rows)


def _told(table: Personal, row: Any) -> dict[str, Any]:
    """What is his and what says when and how much; keys, hashes and notes of the shop are left out."""
    his = {*table.erased, *table.replaced, *table.kept} - {*table.inner}
    told: dict[str, Any] = {"is": str(getattr(row, table.title))} if table.title else {}
    if table.kind and table.model is not Customer:
        told["is"] = str(row)
    for column in table.model._meta.concrete_fields:
        name, value = column.name, getattr(row, column.attname)
        if name in NOT_HIS or column.is_relation or name.endswith("_key") or name == "sort_name":
            continue
        if name == "happened_at" and value == row.at:
            continue
        is_his = name in his or not (holds_words(column) or isinstance(column, models.UUIDField) or name in table.inner)
        if is_his and value not in ("", None, {}, []):
            told[name] = str(row._get_FIELD_display(column)) if column.choices else _plain(name, value)
    return told


def _plain(name: str, value: Any) -> Any:
    if name == "strokes":
        return as_svg(value)
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _joined(known: list[tuple[str, list[dict[str, Any]]]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Signatures of orders and of visits are one list."""
    for label in dict.fromkeys(label for label, rows in known if rows):
        yield label, [row for name, rows in known if name == label for row in rows]


def _put(zipped: zipfile.ZipFile, file: File) -> None:
    name = f"{file.pk}-{file.name}" if file.is_attachment else f"{file.pk}.webp"
    try:
        with default_storage.open(file.storage_name) as stored, zipped.open(f"files/{name}", "w") as target:
            while piece := stored.read(1 << 16):
                target.write(piece)
    except FileNotFoundError:
        return
