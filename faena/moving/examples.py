"""Workbooks to be filled in: the columns of one kind of thing under names that the import knows by itself."""

from tempfile import TemporaryFile

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header

from faena.lib.text import fold
from faena.moving.reading.fields import BY_NAME, Kind
from faena.moving.reading.tables import Table
from faena.ui.spreadsheets import WIDTH, XLSX

# Of each kind, the columns in their order; whose they are comes first.
COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.CUSTOMERS: (
        "old_code",
        "name",
        "document",
        "phone",
        "other_phone",
        "email",
        "address",
        "district",
        "city",
        "state",
        "contact_name",
        "contact_phone",
        "since",
        "notes",
    ),
    Kind.DEVICES: ("name", "document", "phone", "device_kind", "brand", "model", "serial", "device_notes"),
    Kind.SUBSCRIPTIONS: (
        "name",
        "document",
        "phone",
        "plan",
        "price",
        "due_day",
        "login",
        "subscription_state",
        "subscription_since",
        "service_address",
        "ip",
        "mac",
    ),
    Kind.BALANCES: ("name", "document", "phone", "debt", "concept", "due_on", "number_before"),
    Kind.HISTORY: ("name", "document", "number_before", "opened_on", "ended_on", "report", "amount", "paid"),
    Kind.ORDERS: (
        "name",
        "document",
        "phone",
        "device_kind",
        "brand",
        "model",
        "serial",
        "number_before",
        "opened_on",
        "promised_on",
        "reason",
        "accessories",
        "condition",
        "amount",
        "advance",
    ),
}


def example(kind: Kind, name: str) -> HttpResponse:
    """The workbook of a kind, in the reader's language; the head alone."""
    import xlsxwriter  # forty modules: not before somebody asks for a workbook

    with TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet, bold = book.add_worksheet(name[:31]), book.add_format({"bold": True})
            text = book.add_format({"num_format": "@"})  # keeps the zeros of documents, phones and serial numbers
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(COLUMNS[kind]):
                label = str(BY_NAME[column].label)
                sheet.set_column(place, place, max(WIDTH, len(label) + 2), text)
                sheet.write_string(0, place, label, bold)
        file.seek(0)
        answer = HttpResponse(file.read(), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{fold(name).replace(' ', '-')}.xlsx")
    return answer


def columns_of(table: Table) -> dict[int, tuple[str, ...]]:
    """Of an example that was filled in, in whichever language: what each column is. Of any other table nothing."""
    heads = [fold(head) for head in table.columns]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for names in COLUMNS.values():
                labels = {fold(str(BY_NAME[name].label)): name for name in names}
                if heads and all(head in labels for head in heads):
                    return {place: (labels[head],) for place, head in enumerate(heads)}
    return {}
