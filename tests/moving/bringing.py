"""Files of invented people, and how a test brings them."""

import csv
import io
from datetime import date

from faena.moving import jobs
from faena.moving.actions import begin_import, check_import, choose_columns, run_import, undo_import
from faena.moving.reading.records import Kind, Plan
from faena.moving.reading.tables import How

HEAD = ["Código", "Nombre", "Cédula", "Teléfono", "Correo", "Dirección", "Ciudad", "Equipo", "Serial", "Notas"]
FIELDS = ["old_code", "name", "document", "phone", "email", "address", "city", "device_kind", "serial", "notes"]
ROWS = [
    ["1", "Ana Núñez", "V-6558466", "0412-5550102", "ana@example.com", "Calle 5", "Mérida", "Phone", "ABC12345", ""],
    ["2", "Luis Pérez", "", "0414-5550103", "", "", "", "", "", "Pays late"],
    ["3", "Eva Díaz", "V-9123457", "", "eva@example.com", "Av. 2", "Ejido", "", "", ""],
    ["4", "", "", "0414-5550104", "", "", "", "", "", ""],
]  # fmt: skip


class Upload:
    """As Django hands over a file of a form."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def chunks(self):
        yield self.content


def as_csv(rows, head=HEAD) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def plan(answers=None, fields=FIELDS, head=HEAD, kinds=(Kind.CUSTOMERS, Kind.DEVICES)) -> Plan:
    columns = {place: (name,) for place, name in enumerate(fields) if name}
    return Plan(frozenset(kinds), columns, answers or {}, "VE", "USD", date(2026, 11, 30), tuple(head))


def begun(by, rows=ROWS, *, system="old", filename="people.csv", **how):
    """Brought, with its columns chosen."""
    head = how.get("head", HEAD)
    import_ = begin_import(Upload(as_csv(rows, head)), filename, by=by)
    return choose_columns(import_, table=table_of(import_), how=How(), plan=plan(**how), system=system, by=by)


def table_of(import_):
    from faena.moving.reading.tables import tables_of

    return tables_of(import_.path, import_.file_name)[0].name


def checked(by, rows=ROWS, **how):
    return worked(check_import(begun(by, rows, **how), by_job=False, by=by))


def imported(by, rows=ROWS, **how):
    return worked(run_import(begun(by, rows, **how), by_job=False, by=by))


def undone(import_, by):
    return worked(undo_import(import_, by_job=False, by=by))


def worked(import_):
    jobs.work(import_)
    import_.refresh_from_db()
    return import_


def many(number):
    return [[str(n), f"Person {n}", "", f"0412-{5000000 + n}", "", "", "", "", "", ""] for n in range(1, number + 1)]


LINES_HEAD = ["Código", "Nombre", "Plan", "Precio", "Login", "Día", "Estado", "Saldo", "Concepto", "Factura"]
LINES = [
    "old_code",
    "name",
    "plan",
    "price",
    "login",
    "due_day",
    "subscription_state",
    "balance",
    "concept",
    "number_before",
]
LINE_ROWS = [
    ["1", "Ana Núñez", "Fibra 100", "25.00", "ana", "5", "activo", "", "", ""],
    ["2", "Luis Pérez", "Fibra 100", "20.00", "luis", "10", "suspendido", "30.00", "Octubre", "F-1"],
    ["3", "Eva Díaz", "Radio 10", "15.00", "ana", "5", "activo", "12.50", "Noviembre", "F-2"],
]
AS_LINES = {
    "head": LINES_HEAD, "fields": LINES, "kinds": (Kind.CUSTOMERS, Kind.SUBSCRIPTIONS, Kind.BALANCES),
    "answers": {"balance_sign": "positive_owed"},
}  # fmt: skip
