"""An import as a row, with its file and what the check said, so that a test of a page does not lean on reading."""

import uuid
from typing import Any

from django.utils import timezone

from faena.accounts.models import User
from faena.moving.models import Import, ImportPreset, ImportRow
from tests import factories

A_FILE = "Nombre;Telefono;Correo\nAna Arias;0414-5550101;ana@example.org\nBeto Blanco;123;no tiene\n;;\n"


def an_import(*, by: User | None = None, text: str = A_FILE, state: str = "checked", **more: Any) -> Import:
    """A list of customers that was brought, with what the check said of its rows."""
    columns = {"0": ["name"], "1": ["phone"], "2": ["email"]}
    plan = {"kinds": ["customers"], "columns": columns, "answers": {}, "country": "VE", "currency": "USD"}
    plan |= {"today": timezone.localdate().isoformat(), "header": ["Nombre", "Telefono", "Correo"]}
    facts = {"file_name": "customers.csv", "size": len(text), "sha256": uuid.uuid4().hex * 2, "total": 3, "plan": plan}
    counts = {"accepted": 1, "corrected": 1, "left_out": 1, "new": 2, "customer": 2}
    made = Import.objects.create(by=by or factories.somebody(), state=state, **(facts | {"counts": counts} | more))
    made.path.parent.mkdir(parents=True, exist_ok=True)
    made.path.write_text(text)
    remark = {"field": "phone", "old": "123", "new": "", "why": "This is not a phone number."}
    for number, row, remarks in ((2, "accepted", []), (3, "corrected", [remark]), (4, "left_out", [])):
        raw = A_FILE.splitlines()[number - 1].split(";")
        ImportRow.objects.create(of=made, number=number, state=row, outcome="new", raw=raw, remarks=remarks)
    return made


def a_preset(*, by: User | None = None, name: str = "Old shop") -> ImportPreset:
    """Columns that somebody remembered."""
    plan = {"kinds": ["customers"], "columns": {"0": ["name"]}, "answers": {}}
    return ImportPreset.objects.create(name=name, fingerprint="0" * 32, plan=plan, by=by or factories.somebody())
