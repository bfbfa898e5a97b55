"""How customers are found: every text that they are found by is one SearchTerm row, folded, in one table.

A term is found when it contains every word, in any order. A word of three signs or more is looked up in the
trigram index (FTS5 on SQLite, GIN on PostgreSQL); two signs cannot use trigrams, so they must begin the term
and walk the ordered index. Nothing is counted and nothing is read beyond the first few hundred terms.

What many share, a make of telephone or a city, is looked in apart and shown last: whoever types "sam" wants Samuel
before everybody with a Samsung."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from faena.company.models import Company
from faena.customers.guards import FTS, TABLE
from faena.customers.models import Address, Contact, Customer, Device, SearchTerm
from faena.gate.grants import Perm, Scope, scope
from faena.lib.phones import PhoneError, format_phone, normalise_phone
from faena.lib.text import digits, fold

LONGEST_TERM = 200
LONGEST_QUERY = 100
MOST_WORDS = 8
TRIGRAM = 3
SHORTEST_QUERY = 2
MOST_TERMS = 300  # read before they are put in order
LAST = "\U0010ffff"

# What a reader may choose to look in, the likeliest first; rooms above add theirs (register_field).
FIELDS: dict[str, Any] = {
    "name": _("Name"),
    "trade_name": _("Trade name"),
    "document": _("Document"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "code": _("Code"),
    "serial": _("Serial or IMEI"),
    "contact": _("Contact"),
    "device": _("Device"),
}
SELDOM_CHOSEN = ("code", "serial", "contact", "device")
_HALVES: dict[str, str] = {}  # fields that only one half of the program writes down
OF_DEVICES = ("serial", "device")  # fields of a device's own terms
LOOKED_IN_LAST = ("device", "address")
MOST_ALIKE = 3


def register_field(name: str, label: Any, *, half: str) -> None:
    """A room above writes down terms of its own, and they are offered after the customer's own texts, before what is
    seldom chosen. Where the half is switched off nobody chooses them."""
    seldom = {other: FIELDS.pop(other) for other in SELDOM_CHOSEN}
    FIELDS[name], _HALVES[name] = label, half
    FIELDS.update(seldom)


def fields_of(halves: Collection[str]) -> dict[str, Any]:
    """What a reader may choose to look in: field → label."""
    return {name: label for name, label in FIELDS.items() if _HALVES.get(name, "") in ("", *halves)}


@dataclass(frozen=True)
class Hit:
    """A customer that was found, and why. `parts` is the value as people write it, cut into (text, is matched).
    `device` is the one that matched, else the customer's last one."""

    customer: Customer
    field: str = ""
    value: str = ""
    parts: tuple[tuple[str, bool], ...] = ()
    device: Device | None = None

    @property
    def is_device(self) -> bool:
        """The device was found, not only its owner."""
        return self.device is not None and self.field in OF_DEVICES

    @property
    def field_label(self) -> str:
        return str(FIELDS.get(self.field, self.field))


class _Match(NamedTuple):
    """The term by which a customer was found."""

    customer_id: int
    field: str
    value: str
    source_kind: str
    source_id: int
    sort_name: str


def find(
    text: str,
    *,
    user: Any,
    field: str = "any",
    limit: int = 25,
    retired: bool = False,
    among: Q | None = None,
    country: str = "",
) -> list[Hit]:
    """Customers within the user's reach that have a term containing all the words of `text`, best first.

    Fewer than two signs find nothing. `field`: one of FIELDS or "any". `retired`: only those, else only the others.
    `among`: which terms, by their customer: `Q(customer__kind=…)`. `country`: where phones are shown as dialled at
    home. At most six queries, however many are found."""
    words = fold(text[:LONGEST_QUERY]).split()[:MOST_WORDS]
    folded = " ".join(words)
    if len(folded.replace(" ", "")) < SHORTEST_QUERY:
        return []
    terms: QuerySet[SearchTerm] = SearchTerm.objects.visible_to(user)
    terms = terms.filter(among or Q(), customer__retired_at__isnull=not retired)
    terms = _containing(terms, words, everybody=scope(user, Perm.CUSTOMER_SEE) is Scope.ALL)
    if field != "any":
        found = _best(terms.filter(field=field), folded)
    else:
        found = _best(terms.exclude(field__in=LOOKED_IN_LAST), folded)
        there = {match.customer_id for match in found}
        shared = _best(terms.filter(field__in=LOOKED_IN_LAST), folded)
        found += [match for match in shared if match.customer_id not in there]
    return _hits(found[:limit], words, user, country)


def is_askable(text: str) -> bool:
    """Whether there is enough to look for: two letters or digits, whatever stands between them."""
    return len(squeeze(text[:LONGEST_QUERY])) >= SHORTEST_QUERY


def alike(name: str, phone: str, user: Any, *, country: str = "") -> list[Customer]:
    """Current customers within the user's reach who may be the one that is being written down: with the same phone,
    or with the same name in any spelling. Three at most, the same phone first; one query, without a count."""
    same = Q()
    if called := fold(name)[:LONGEST_TERM].strip():
        same |= Q(field__in=("name", "trade_name"), value=called)
    if dialled := _dialled(phone, country):
        same |= Q(field="phone", value__in=dialled)
    if not same:
        return []
    terms: QuerySet[SearchTerm] = SearchTerm.objects.visible_to(user).filter(same, customer__retired_at=None)
    found: dict[int, Customer] = {}
    for term in sorted(terms.select_related("customer")[:MOST_TERMS], key=lambda one: (one.field != "phone", one.pk)):
        found.setdefault(term.customer_id, term.customer)
    return list(found.values())[:MOST_ALIKE]


def matching(text: str, user: Any) -> QuerySet[SearchTerm]:
    """The terms within the user's reach that contain all the words of `text`, of the retired too; fewer than two signs
    find none. Rooms above filter their rows by `customer`, or where `field` is one OF_DEVICES by the `source_id`."""
    words = fold(text[:LONGEST_QUERY]).split()[:MOST_WORDS]
    if len("".join(words)) < SHORTEST_QUERY:
        return SearchTerm.objects.none()
    everybody = scope(user, Perm.CUSTOMER_SEE) is Scope.ALL
    return _containing(SearchTerm.objects.visible_to(user), words, everybody=everybody, inner=True)


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


def terms_of_contact(contact: Contact, country: str) -> dict[str, list[str]]:
    return {
        "contact": _joined(contact.name),
        "phone": [*_phones(contact.phone, country), *_phones(contact.other_phone, country)],
        "email": [contact.email],
    }


def terms_of_address(address: Address) -> dict[str, list[str]]:
    return {"address": [f"{address} {address.landmark}"]}


def terms_of_device(device: Device) -> dict[str, list[str]]:
    return {"serial": [device.serial_key], "device": [str(device)]}


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


def _dialled(phone: str, country: str) -> list[str]:
    """The terms of a number in any spelling; none for what cannot be called."""
    country = country or Company.the().country
    try:
        return _phones(normalise_phone(phone[:LONGEST_QUERY], country), country)
    except PhoneError:
        return []


def _containing(
    terms: QuerySet[SearchTerm], words: list[str], *, everybody: bool, inner: bool = False
) -> QuerySet[SearchTerm]:
    """Terms that contain every word. A seller's few customers are read through; everybody's need the index. `inner`:
    to stand inside another query, where the table has another name."""
    long = [word for word in words if len(word) >= TRIGRAM]
    if not long:
        terms = terms.filter(_beginning(words))
    elif everybody and connection.vendor == "sqlite":
        # One quoted phrase for each word; a quote cannot end the phrase, as fold leaves none and it is doubled.
        phrases = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
        if inner:
            rows = f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608 - constants; the phrases are a parameter
            terms = terms.filter(pk__in=RawSQL(rows, [phrases]))  # noqa: S611 - the same
        else:
            terms = terms.extra(  # noqa: S610 - the same
                tables=[FTS], where=[f"{FTS}.rowid = {TABLE}.id", f"{FTS} MATCH %s"], params=[phrases]
            )
        words = [word for word in words if word not in long]
    for word in words:
        terms = terms.filter(value__contains=word)
    return terms


def _beginning(words: list[str]) -> Q:
    """Terms that begin with one of the words, or with all of them in a row: "j 1", "j1"."""
    beginnings = {word for word in words if len(word) >= SHORTEST_QUERY} | {" ".join(words), "".join(words)}
    if connection.vendor == "sqlite":
        ranges = (Q(value__gte=begin, value__lt=begin + LAST) for begin in sorted(beginnings))
    else:
        ranges = (Q(value__startswith=begin) for begin in sorted(beginnings))
    found = Q()
    for one in ranges:
        found |= one
    return found


def _best(terms: QuerySet[SearchTerm], text: str) -> list[_Match]:
    """The best match of each customer, in the order in which they are shown: what begins with the text comes
    first; of one customer's terms that do, the likelier field."""
    columns = ("customer_id", "field", "value", "source_kind", "source_id", "customer__sort_name")
    ranks = {name: place for place, name in enumerate(FIELDS)}
    best: dict[int, tuple[bool, int, _Match]] = {}
    for match in (_Match._make(row) for row in terms.values_list(*columns)[:MOST_TERMS]):
        merit = (not match.value.startswith(text), ranks.get(match.field, len(ranks)), match)
        other = best.get(match.customer_id)
        if other is None or merit[:2] < other[:2]:
            best[match.customer_id] = merit
    ordered = sorted(best.values(), key=lambda one: (one[0], one[2].sort_name, one[2].customer_id))
    return [match for _later, _rank, match in ordered]


def _hits(matches: list[_Match], words: list[str], user: Any, country: str) -> list[Hit]:
    if not matches:
        return []
    ids = [match.customer_id for match in matches]
    customers = Customer.objects.visible_to(user).select_related("seller").in_bulk(ids)
    found = _sources(matches, "device")
    last = Device.objects.filter(customer__in=ids).values("customer").annotate(last=Max("id")).values("last")
    devices = {one.pk: one for one in Device.objects.filter(Q(pk__in=last) | Q(pk__in=found)).order_by("pk")}
    newest = {device.customer_id: device for device in devices.values()}
    people = Contact.objects.in_bulk(who) if (who := _sources(matches, "contact")) else {}
    places = Address.objects.in_bulk(where) if (where := _sources(matches, "address")) else {}
    sources: dict[str, Mapping[int, Any]] = {
        "customer": customers,
        "device": devices,
        "contact": people,
        "address": places,
    }
    hits = []
    for match in matches:
        if not (customer := customers.get(match.customer_id)):
            continue  # gone since the terms were read
        source = sources.get(match.source_kind, {}).get(match.source_id)
        shown = _shown(match, source, country)
        device = source if isinstance(source, Device) else newest.get(customer.pk)
        hits.append(Hit(customer, match.field, shown, cut(shown, words), device))
    return hits


def _sources(matches: list[_Match], kind: str) -> list[int]:
    return [match.source_id for match in matches if match.source_kind == kind]


def _shown(match: _Match, source: Any, country: str) -> str:
    """The matched text as people write it; a contact's with the name of the contact."""
    match source, match.field:
        case Customer(), "name" | "trade_name" | "email":
            return str(getattr(source, match.field))
        case Customer(), "document":
            return source.document_shown
        case Customer(), "phone":
            return format_phone(source.phone, country)
        case Contact(), "phone":
            phones = [source.phone, source.other_phone]
            phone = next((one for one in phones if match.value in _phones(one, country)), source.phone)
            return f"{format_phone(phone, country)} · {source.name}"
        case Contact(), "email":
            return f"{source.email} · {source.name}"
        case Device(), "serial":
            return source.serial
        case Address(), _:
            return ", ".join(part for part in (str(source), source.landmark) if part)
        case Contact() | Device(), _:
            return str(source)
    return match.value


def cut(shown: str, words: list[str]) -> tuple[tuple[str, bool], ...]:
    """The text cut where folded words stand in it; signs between the letters of a word belong to it."""
    marked = [False] * len(shown)
    spaced = _spread(shown, " ")
    for word in words:
        if not _mark(marked, *spaced, word):
            _mark(marked, *_spread(shown, ""), word)
    parts: list[tuple[str, bool]] = []
    for sign, is_marked in zip(shown, marked, strict=True):
        if parts and parts[-1][1] is is_marked:
            parts[-1] = (parts[-1][0] + sign, is_marked)
        else:
            parts.append((sign, is_marked))
    return tuple(parts)


def _spread(shown: str, between: str) -> tuple[str, list[int]]:
    """The text folded sign by sign, and where each folded sign stood; punctuation becomes `between`."""
    folded, places = "", []
    for place, sign in enumerate(shown):
        bare = _folded(sign) or between
        folded += bare
        places += [place] * len(bare)
    return folded, places


@lru_cache(maxsize=2048)
def _folded(sign: str) -> str:
    return fold(sign)


def _mark(marked: list[bool], folded: str, places: list[int], word: str) -> bool:
    at = folded.find(word)
    found = at >= 0
    while at >= 0:
        for place in range(places[at], places[at + len(word) - 1] + 1):
            marked[place] = True
        at = folded.find(word, at + len(word))
    return found
