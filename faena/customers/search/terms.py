"""Search terms: from the texts of a customer to what is written down, and from what somebody types to what is asked.

Both are folded alike, so accents, case and punctuation do not matter. A number is written down in each of the ways in
which people type it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from faena.company.models import Company
from faena.customers.guards import RANKS
from faena.customers.models import Address, Contact, Customer, Device, SearchTerm
from faena.lib.many import insert
from faena.lib.named import Ask, NamedValues
from faena.lib.phones import PhoneError, format_phone, normalise_phone, sought_digits
from faena.lib.text import digits, fold

LONGEST_TERM = 200
LONGEST_QUERY = 100  # signs that are read of what somebody types
SHORTEST_QUERY = 2
MOST_WORDS = 8
_LABEL = re.compile(r"^\s*(?:imei\s*[12]?|s\s*/?\s*n|n\s*/\s*s|serial|serie|série)\s*[:#.=]\s*", re.IGNORECASE)
OF_DEVICES = ("serial", "device")  # fields of a device's own terms


@dataclass(frozen=True)
class Field:
    """What a term is of. `module`: the one that writes it down, where it is not every shop's. `shown`: a term as people
    write it, where folding has taken something away; `stored`: the texts of these sources as they are stored."""

    label: Any
    module: str = ""
    shown: Callable[[str], str] = str
    stored: Callable[[Collection[int]], Mapping[int, str]] | None = None


# What a reader may choose to look in, the likeliest first; rooms above add theirs (register_field).
FIELDS: dict[str, Field] = {
    "name": Field(_("Name")),
    "trade_name": Field(_("Trade name")),
    "document": Field(_("Document")),
    "phone": Field(_("Phone")),
    "email": Field(_("E-mail")),
    "address": Field(_("Address")),
    "code": Field(_("Code")),
    "serial": Field(_("Serial or IMEI"), module="workshop"),
    "contact": Field(_("Contact")),
    "device": Field(_("Device"), module="workshop"),
}
SELDOM_CHOSEN = ("code", "serial", "contact", "device")


def register_field(
    name: str,
    label: Any,
    *,
    module: str,
    shown: Callable[[str], str] = str,
    stored: Callable[[Collection[int]], Mapping[int, str]] | None = None,
) -> None:
    """A room above writes down terms of its own, and they are offered after the customer's own texts, before what is
    seldom chosen. Where the module is off nobody chooses them."""
    seldom = {other: FIELDS.pop(other) for other in SELDOM_CHOSEN}
    FIELDS[name] = Field(label, module, shown, stored)
    FIELDS.update(seldom)


def fields_of(modules: Collection[str]) -> dict[str, Any]:
    """What a reader may choose to look in: field → label."""
    return {name: field.label for name, field in FIELDS.items() if field.module in ("", *modules)}


# --- what somebody types ------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """What is looked for. None when there is too little: fewer than two letters or digits."""
    words = fold(without_label(text[:LONGEST_QUERY])).split()[:MOST_WORDS]
    return words if len("".join(words)) >= SHORTEST_QUERY else []


def without_label(text: str) -> str:
    """A serial as it is, of one that bears its name: "IMEI: 3520…", "S/N 5CD…"."""
    rest = _LABEL.sub("", text, count=1)
    return rest if any(sign.isdecimal() for sign in rest) else text


def is_askable(text: str) -> bool:
    """Whether there is enough to look for: two letters or digits, whatever stands between them."""
    return bool(words_of(text))


def phone_of(text: str, words: list[str], country: str) -> str:
    """The digits that a kept phone has for one that somebody types with more than these: a trunk 0, 00 for +. Empty
    where its words are found as they are."""
    if not any(sign.isdecimal() for word in words for sign in word):
        return ""
    sought = sought_digits(text[:LONGEST_QUERY], country or Company.the().country)
    return "" if all(word in sought for word in words) else sought


def numbers_of(phone: str, country: str) -> list[str]:
    """The terms of a phone that was typed in any spelling; none for what cannot be called."""
    country = country or Company.the().country
    try:
        return as_dialled(normalise_phone(phone[:LONGEST_QUERY], country), country)
    except PhoneError:
        return []


# --- what is written down -----------------------------------------------------------------------------------


def write_terms(
    customer: Customer, source_kind: str, source_id: int, terms: Mapping[str, Iterable[str]], *, is_new: bool = False
) -> None:
    """From now on the customer is found by exactly these texts of this source: {field: texts as people write them}.
    `is_new`: the source was just made, so none of its texts are written yet.

    Other sources of the same customer (a device, a plan's login) keep theirs. Blank texts are left out."""
    wanted = _values(terms)
    known = () if is_new else _written.rows(kind=source_kind, id=source_id)
    there = {(field, value): pk for pk, field, value in known}
    if gone := [pk for key, pk in there.items() if key not in wanted]:
        SearchTerm.objects.filter(pk__in=gone).delete()
    SearchTerm.insert_all(
        [
            SearchTerm(customer=customer, field=field, value=value, source_kind=source_kind, source_id=source_id)
            for field, value in sorted(wanted - there.keys(), key=_place)
        ]
    )


def _place(term: tuple[str, str]) -> tuple[int, str, str]:
    """The index of trigrams takes terms of one rank after the other; each step back costs it as much as many terms."""
    field, value = term
    return RANKS.of.get(field, RANKS.other), field, value


def _values(terms: Mapping[str, Iterable[str]]) -> set[tuple[str, str]]:
    return {(field, value) for field, texts in terms.items() for text in texts if (value := as_term(text))}


def _of_source(ask: type[Ask]) -> "QuerySet[SearchTerm, tuple[int, str, str]]":
    column = SearchTerm._meta.get_field
    kind, id = ask("kind", column("source_kind")), ask("id", column("source_id"))
    return SearchTerm.objects.filter(source_kind=kind, source_id=id).values_list("pk", "field", "value")


_written = NamedValues(_of_source)


def write_new_terms(sources: Iterable[tuple[int, str, int, Mapping[str, Iterable[str]]]]) -> None:
    """As `write_terms`, for many sources that were just made: (customer, source_kind, source_id, terms) of each."""
    rows = [
        (customer, field, value, kind, source)
        for customer, kind, source, terms in sources
        for field, value in sorted(_values(terms))
    ]
    rows.sort(key=lambda row: RANKS.of.get(row[1], RANKS.other))
    insert(SearchTerm, ["customer_id", "field", "value", "source_kind", "source_id"], rows)


def as_term(text: str) -> str:
    """A text in the form in which it is written down; "" when nothing of it can be looked for."""
    return fold(text)[:LONGEST_TERM].strip()


def terms_of_customer(customer: Customer, country: str) -> dict[str, list[str]]:
    """The customer's own texts. `country`: the company's, whose phones are also found as they are dialled at home."""
    return {
        "name": _joined(customer.name),
        "trade_name": _joined(customer.trade_name),
        "code": [str(customer.code)],
        "document": [squeeze(customer.document)],
        "phone": as_dialled(customer.phone, country),
        "email": [customer.email],
    }


def terms_of_contact(contact: Contact, country: str) -> dict[str, list[str]]:
    """Name, phones and mail of somebody of the customer's. `country`: as for the customer."""
    return {
        "contact": _joined(contact.name),
        "phone": [*as_dialled(contact.phone, country), *as_dialled(contact.other_phone, country)],
        "email": [contact.email],
    }


def terms_of_address(address: Address) -> dict[str, list[str]]:
    """One text with the landmark in it, so that words of both find the place; the postcode as it is
    written and as it is typed."""
    return {"address": [f"{address} {address.landmark}", address.postcode, squeeze(address.postcode)]}


def terms_of_device(device: Device) -> dict[str, list[str]]:
    """The serial without its spaces, and what the thing is: kind, brand, model."""
    return {"serial": [device.serial_key], "device": [str(device)]}


def squeeze(text: str) -> str:
    """Folded, without anything between the signs: how numbers are compared."""
    return fold(text).replace(" ", "")


def as_dialled(e164: str, country: str) -> list[str]:
    """The digits with the country code and as they are dialled at home; what is part of another is left out."""
    spellings = {digits(e164), digits(format_phone(e164, country))}
    return [one for one in spellings if not any(one != other and one in other for other in spellings)]


def _joined(name: str) -> list[str]:
    """A name, and the name as it is typed by who leaves out its apostrophes and full stops: O'Neil, J.R."""
    return [name, "".join(sign for sign in name if sign not in "'’`´.")]
