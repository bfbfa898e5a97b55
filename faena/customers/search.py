"""How customers are found: every text that they are found by is one SearchTerm row, folded, in one table."""

from collections.abc import Iterable, Mapping

from faena.customers.models import Customer, Device, SearchTerm
from faena.lib.phones import format_phone
from faena.lib.text import digits, fold

LONGEST_TERM = 200


def write_terms(customer: Customer, source_kind: str, source_id: int, terms: Mapping[str, Iterable[str]]) -> None:
    """From now on the customer is found by exactly these texts of this source: {field: texts as people write them}.

    Other sources of the same customer (a device, a plan's login) keep theirs. Blank texts are left out."""
    wanted = {
        (field, value)
        for field, texts in terms.items()
        for text in texts
        if (value := fold(text)[:LONGEST_TERM].strip())
    }
    written = SearchTerm.objects.filter(source_kind=source_kind, source_id=source_id)
    there = {(field, value): pk for pk, field, value in written.values_list("pk", "field", "value")}
    if gone := [pk for key, pk in there.items() if key not in wanted]:
        SearchTerm.objects.filter(pk__in=gone).delete()
    SearchTerm.objects.bulk_create(
        SearchTerm(customer=customer, field=field, value=value, source_kind=source_kind, source_id=source_id)
        for field, value in sorted(wanted - there.keys())
    )


def terms_of_customer(customer: Customer, country: str) -> dict[str, list[str]]:
    return {
        "name": _joined(customer.name),
        "trade_name": _joined(customer.trade_name),
        "code": [str(customer.code)],
        "document": [squeeze(customer.document)],
        "phone": _phones(customer.phone, country),
        "email": [customer.email],
    }


def terms_of_device(device: Device) -> dict[str, list[str]]:
    return {"serial": [device.serial_key]}


def squeeze(text: str) -> str:
    """Folded, without anything between the signs: how numbers are compared."""
    return fold(text).replace(" ", "")


def _joined(name: str) -> list[str]:
    """A name, and the name as it is typed by who leaves out its apostrophes and full stops: O'Neil, J.R."""
    return [name, "".join(sign for sign in name if sign not in "'’`´.")]


def _phones(e164: str, country: str) -> list[str]:
    """The digits with the country code and as they are dialled at home; what is part of another is left out."""
    spellings = {digits(e164), digits(format_phone(e164, country))}
    return [one for one in spellings if not any(one != other and one in other for other in spellings)]
