"""Who a row is about: the customer, the contacts, the addresses."""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from faena.customers.models import Address, Contact, Customer
from faena.lib.limits import longest
from faena.lib.text import clean
from faena.moving.reading.cells import Refused, email_of, flag_of, is_none, phones_of, plain_text, text_of
from faena.moving.reading.documents import Document, document_of
from faena.moving.reading.facts import AddressRead, ContactRead, CustomerRead
from faena.moving.reading.headers import folded
from faena.moving.reading.row import LeftOut, Row, RowRefused, shown

_COMPANY: Final = re.compile(
    r"\b(?:c ?a|s ?a|s ?a ?s|s ?r ?l|s ?a ?c|s ?de ?r ?l|e ?i ?r ?l|ltda|eireli|epp|me|mei|inc|llc|ltd|gmbh|s ?l|a ?c|"
    r"r ?l)$"
)
_STATES_BEHIND: Final = re.compile(
    r"^(?P<name>.*\S)(?:\s{2,}|\s*[-–(]\s*|\s+)(?P<state>ACTIVO|SUSPENDIDO|RETIRADO|CORTADO|INACTIVO|CANCELADO|BLOQUEADO|"
    r"ATIVO|SUSPENSO|INATIVO)\)?\s*$"
)
_CITY_STATE: Final = re.compile(r"^(?P<city>.*\S)\s*(?:/|\s-\s|,\s)\s*(?P<state>[A-Za-zÀ-ÿ .]{2,30})$")
_WITHOUT_STREET: Final = "S/N"  # as both languages write an address without a number
_MOST_NOTES: Final = 2000
_LONGEST: Final = {
    "name": longest(Customer, "name"),
    "trade_name": longest(Customer, "trade_name"),
    "contact_name": longest(Contact, "name"),
    "contact_role": longest(Contact, "kind"),
    "address": longest(Address, "line"),
    "more_address": longest(Address, "landmark"),
    "district": longest(Address, "district"),
    "city": longest(Address, "city"),
    "state": longest(Address, "state"),
    "postcode": longest(Address, "postcode"),
}


def name_of(row: Row) -> tuple[str, str, bool]:
    """(name, state behind it, whether the only name is a company's)."""
    state = ""
    raw = row.cell("name")
    name = row.text("name")
    if name and row.has("state_in_name") and isinstance(raw, str) and (found := _STATES_BEHIND.match(raw)):
        name, state = clean(found["name"]), found["state"]
        row.change("name", clean(raw), name, _("The state was taken out of the name."))
    if not name:
        parts = [row.text(part) for part in ("first_name", "middle_name", "last_name")]
        name = " ".join(part for part in parts if part)
        if name and not parts[0] and row.has("first_name"):
            row.change("name", "", name, _("There is a last name alone."))
    bare = _without_pictures(name)
    if bare != name:
        row.change("name", name, bare, _("Pictures were taken out of the name."))
    company = row.text("company_name")
    return (bare, state, False) if bare else (company, state, True)


def customer_of(row: Row, name: str, *, is_only_company: bool) -> tuple[CustomerRead, tuple[ContactRead, ...]]:
    """The customer without the notes, and the contacts. Raises RowRefused, LeftOut."""
    _refuse_others(row)
    document = _document(row)
    phones, emails = _phones(row), _emails(row)
    is_company = is_company_of(row, name, document, is_only_company=is_only_company)
    trade_name = row.text("trade_name") or ("" if is_only_company else row.text("company_name"))
    if folded(trade_name) == folded(name):
        trade_name = ""
    if "(" in name or "/" in name:
        row.warn("name", _("The name says more than a name. Look at it."))
    customer = CustomerRead(
        name=row.fitted("name", name, _LONGEST["name"]),
        trade_name=row.fitted("trade_name", trade_name, _LONGEST["trade_name"]),
        is_company=is_company,
        document_kind=document.kind,
        document=document.value,
        phone=phones[0] if phones else "",
        email=emails[0] if emails else "",
        birthday=row.day("birthday"),
        since=row.day("since"),
        old_code=row.code("old_code"),
        seller=row.text("seller"),
    )
    return customer, _contacts(row, phones[1:], emails[1:])


def contact_of_row(row: Row) -> ContactRead | None:
    """The contact that a row describes, which belongs to the customer above or to its parent."""
    name = row.text("contact_name") or name_of(row)[0]
    if not name or is_none(name):
        return None
    phones = _read_phones(row, "contact_phone") or _phones(row)
    emails = _read_emails(row, "contact_email") or _emails(row)
    return ContactRead(
        name=row.fitted("contact_name", name, _LONGEST["contact_name"]),
        role=row.fitted("contact_role", row.text("contact_role"), _LONGEST["contact_role"]),
        phone=phones[0] if phones else "",
        other_phone=phones[1] if len(phones) > 1 else "",
        email=emails[0] if emails else "",
    )


def addresses_of(row: Row) -> tuple[AddressRead, ...]:
    """Where the customer is, at most one; where it is served is the subscription's."""
    line = _one_line(row, "address")
    more = _one_line(row, "more_address")
    number = row.text("number")
    if number and line and number not in line.split():
        line = f"{line}, {number}"
    city, state = row.text("city"), row.text("state")
    if city and city == state:  # one column for both
        state = ""
    if city and not state and (found := _CITY_STATE.match(city)):
        city, state = found["city"], found["state"].strip()
    place = AddressRead(
        line=line,
        landmark=row.fitted("more_address", more, _LONGEST["more_address"]),
        district=row.fitted("district", row.text("district"), _LONGEST["district"]),
        city=row.fitted("city", city, _LONGEST["city"]),
        state=row.fitted("state", state, _LONGEST["state"]),
        postcode=row.fitted("postcode", row.text("postcode"), _LONGEST["postcode"]),
    )
    if place == AddressRead():
        return ()
    if not line:
        line = place.landmark or _WITHOUT_STREET
    return (
        AddressRead(
            line=row.fitted("address", line, _LONGEST["address"]),
            landmark="" if line == place.landmark else place.landmark,
            district=place.district,
            city=place.city,
            state=place.state,
            postcode=place.postcode,
        ),
    )


def address_in(row: Row, field: str) -> AddressRead | None:
    line = _one_line(row, field)
    return AddressRead(line=row.fitted(field, line, _LONGEST["address"])) if line and not is_none(line) else None


def notes_of(row: Row) -> str:
    """What columns of notes say, and what was refused elsewhere."""
    parts: list[str] = []
    for at, cell in row.cells("notes"):
        text = plain_text(row.read("notes", cell, lambda one: text_of(one, multiline=True), ""))
        if text and not is_none(text) and flag_of(cell) is not False:
            header = row.plan.header[at] if at < len(row.plan.header) else ""
            is_plain = folded(header) in _PLAIN_NOTES or not header
            parts.append(text if is_plain else f"{header}: {text}")
    notes = "\n".join([*parts, *row.notes])
    if len(notes) > _MOST_NOTES:
        row.change("notes", "", "", _("The notes are longer than 2,000 signs: the end was cut off."))
        return notes[:_MOST_NOTES].rstrip()
    return notes


_PLAIN_NOTES: Final = frozenset(
    ("notas", "nota", "notes", "obs", "observaciones", "observacoes", "observacao", "observacion", "comentarios")
)


def is_company_of(row: Row, name: str, document: Document, *, is_only_company: bool) -> bool:
    said = row.flag("is_company")
    if said is None and (is_person := row.flag("is_person")) is not None:
        said = not is_person
    if document.is_company is not None and document.kind != "ve_cedula":
        return document.is_company
    if said is not None:
        return said
    return is_only_company or bool(_COMPANY.search(folded(name)))


def _refuse_others(row: Row) -> None:
    """Suppliers, and those without the label that was asked for. Raises LeftOut."""
    if row.flag("supplier") and row.plan.answers.get("suppliers", "leave") == "leave":
        raise LeftOut(_("This is a supplier."))
    wanted = row.plan.answers.get("labels", "all")
    if wanted != "all" and row.has("labels"):
        labels = [folded(one) for one in row.text("labels").split(":::")]
        if wanted not in labels:
            raise LeftOut(_("This contact does not have the label that was chosen."))


def _document(row: Row) -> Document:
    """Raises RowRefused, unless customers are taken without a document that is wrong."""
    for field, only in (("company_document", "company"), ("person_document", "person"), ("document", "")):
        cell = row.cell(field)
        if cell is None:
            continue
        try:
            read = document_of(cell, row.plan.country, only=only)
        except Refused as refused:
            row.refuse(field, cell, refused)
            if row.plan.answers.get("bad_document", "refuse") != "without":
                raise RowRefused(refused.sentence) from refused
            continue
        for why in read.why:
            row.change(field, shown(cell), read.value.value, why)
        if read.value.kind:
            return read.value
    return Document()


def _phones(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*_read_phones(row, "phone"), *_read_phones(row, "other_phone")]))


def _read_phones(row: Row, field: str) -> tuple[str, ...]:
    found: list[str] = []
    for at, cell in row.cells(field):
        found.extend(row.read(field, cell, lambda one: phones_of(one, row.plan.country), (), at))
    return tuple(found)


def _emails(row: Row) -> tuple[str, ...]:
    return _read_emails(row, "email")


def _read_emails(row: Row, field: str) -> tuple[str, ...]:
    found: list[str] = []
    for at, cell in row.cells(field):
        found.extend(row.read(field, cell, email_of, (), at))
    return tuple(dict.fromkeys(found))


def _contacts(row: Row, phones: tuple[str, ...], emails: tuple[str, ...]) -> tuple[ContactRead, ...]:
    contacts: list[ContactRead] = []
    if row.text("contact_name") and (named := contact_of_own(row)):
        contacts.append(named)
    rest = list(phones)
    while rest or emails:
        contacts.append(
            ContactRead(
                name=_("Other phone") if rest else _("Other e-mail"),
                phone=rest[0] if rest else "",
                other_phone=rest[1] if len(rest) > 1 else "",
                email=emails[0] if emails else "",
            )
        )
        rest, emails = rest[2:], emails[1:]
    if phones or emails:
        row.change("phone" if phones else "email", "", ", ".join((*phones, *emails)), _("Kept as a contact."))
    return tuple(contacts)


def contact_of_own(row: Row) -> ContactRead | None:
    """The contact that stands in the customer's own row."""
    name = row.text("contact_name")
    if is_none(name):
        return None
    phones, emails = _read_phones(row, "contact_phone"), _read_emails(row, "contact_email")
    return ContactRead(
        name=row.fitted("contact_name", name, _LONGEST["contact_name"]),
        role=row.fitted("contact_role", row.text("contact_role"), _LONGEST["contact_role"]),
        phone=phones[0] if phones else "",
        other_phone=phones[1] if len(phones) > 1 else "",
        email=emails[0] if emails else "",
    )


def _one_line(row: Row, field: str) -> str:
    text = row.text(field, multiline=True)
    line = ", ".join(part.strip(" ,") for part in text.splitlines() if part.strip(" ,"))
    return "" if is_none(line) else line


def _without_pictures(name: str) -> str:
    """Without emoji and the like."""
    if name.replace(" ", "").isalnum():
        return name
    bare = "".join(
        sign for sign in name if unicodedata.category(sign) not in ("So", "Sk", "Cs") and sign not in _JOINERS
    )
    return " ".join(bare.split()) if bare != name else name


_JOINERS: Final = "\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}"
