"""How customers are found: every text that they are found by is one SearchTerm row, folded, in one table.

A term is found when it contains every word, in any order. A word of three signs or more is looked up in the
trigram index (FTS5 on SQLite, GIN on PostgreSQL); two signs cannot use trigrams, so they must begin the term
and walk the ordered index. Nothing is counted and nothing is read beyond the first few hundred terms.

What many share, a make of telephone or a city, is looked in apart and shown last: whoever types "sam" wants Samuel
before everybody with a Samsung."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, Func, Max, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from faena.company.models import Company
from faena.customers.guards import FTS, SHARED, TABLE, TAGGED
from faena.customers.marking import cut
from faena.customers.models import Address, Contact, Customer, Device, SearchTerm
from faena.gate.grants import Perm, Scope, scope
from faena.lib.phones import PhoneError, format_phone, normalise_phone
from faena.lib.text import digits, fold
from faena.lib.trigrams import as_phrases, indexed

LONGEST_TERM = 200
LONGEST_QUERY = 100
MOST_WORDS = 8
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
_SHOWN: dict[str, Callable[[str], str]] = {}  # how their terms are written for people
OF_DEVICES = ("serial", "device")  # fields of a device's own terms
_MODULES = dict.fromkeys(OF_DEVICES, "workshop")  # fields that only one module of the program writes down
MOST_ALIKE = 3


def register_field(name: str, label: Any, *, module: str, shown: Callable[[str], str] = str) -> None:
    """A room above writes down terms of its own, and they are offered after the customer's own texts, before what is
    seldom chosen. Where the module is off nobody chooses them. `shown`: a term as people write it, where folding
    has taken something away."""
    seldom = {other: FIELDS.pop(other) for other in SELDOM_CHOSEN}
    FIELDS[name], _MODULES[name], _SHOWN[name] = label, module, shown
    FIELDS.update(seldom)


def fields_of(modules: Collection[str]) -> dict[str, Any]:
    """What a reader may choose to look in: field → label."""
    return {name: label for name, label in FIELDS.items() if _MODULES.get(name, "") in ("", *modules)}


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
    terms = SearchTerm.objects.visible_to(user)
    terms = terms.filter(among or Q(), customer__retired_at__isnull=not retired)
    walks = _walks(user)
    own = [name for name in FIELDS if name not in SHARED] if field == "any" else [field]
    found, is_all = _found(terms, words, own, walks)
    if field == "any" and is_all and len(found) < limit:
        there = {match.customer_id for match in found}
        shared, _is_all = _found(terms, words, SHARED, walks)
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
    terms = SearchTerm.objects.visible_to(user).filter(same, customer__retired_at=None)
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
    return _containing(SearchTerm.objects.visible_to(user), words, list(FIELDS), walks=_walks(user), inner=True)


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


def _found(
    terms: QuerySet[SearchTerm], words: list[str], fields: Collection[str], walks: bool
) -> tuple[list[_Match], bool]:
    """The best match of each customer, in the order in which they are shown, and whether everything was read."""
    text = " ".join(words)
    if not walks:
        terms = _of(terms, fields)
    containing = _containing(terms, words, fields, walks=walks)
    if connection.vendor == "postgresql" and len(words) == 1 and indexed(words):
        containing = _as_common_as(containing, words[0], fields)
    rows = _read(containing)
    is_all = len(rows) < MOST_TERMS
    if not is_all and not all(row.value.startswith(text) for row in rows):
        # They come first, so they must not be among those that were not read.
        rows += _read(terms.filter(_starting(text, fields, walks=walks)))
    return _best(rows, text), is_all


def _read(terms: QuerySet[SearchTerm]) -> list[_Match]:
    columns = ("customer_id", "field", "value", "source_kind", "source_id", "customer__sort_name")
    return [_Match._make(row) for row in terms.values_list(*columns)[:MOST_TERMS]]


def _walks(user: Any) -> bool:
    """Whether to walk the index of the words. On SQLite a seller's few customers are read through instead; PostgreSQL
    chooses well by itself."""
    return connection.vendor != "sqlite" or scope(user, Perm.CUSTOMER_SEE) is Scope.ALL


def _of(terms: QuerySet[SearchTerm], fields: Collection[str]) -> QuerySet[SearchTerm]:
    """Terms of these fields. A plus keeps SQLite from walking all of a field where it has a better way to the rows."""
    if connection.vendor != "sqlite":
        return terms.filter(field__in=fields)
    return terms.alias(plain=Func(F("field"), template="+%(expressions)s")).filter(plain__in=fields)


def _containing(
    terms: QuerySet[SearchTerm], words: list[str], fields: Collection[str], *, walks: bool, inner: bool = False
) -> QuerySet[SearchTerm]:
    """Terms of these fields that contain every word. `inner`: to stand inside another query, where the table bears
    another name."""
    if not (long := indexed(words)):
        return terms.filter(_short(words, fields, walks=walks))
    if walks and len(fields) <= len(SHARED):
        terms = _of(terms, fields)
    elif walks and not set(SHARED) & set(fields):
        terms = terms.exclude(field__in=SHARED)  # one walk of the index, not one for each of the others
    if walks and connection.vendor == "sqlite":
        phrases = as_phrases(long)
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


def _as_common_as(terms: QuerySet[SearchTerm], word: str, fields: Collection[str]) -> QuerySet[SearchTerm]:
    """The same terms, said a second time so that PostgreSQL knows how many there are: of this word in these fields it
    has statistics (guards.TAGGED), while from the word and the field apart it would guess."""
    group = "shared" if set(fields) <= set(SHARED) else "own"
    prefix = f"{group} {next(iter(fields))} " if len(fields) == 1 else f"{group} "
    return terms.extra(where=[f"{TAGGED} LIKE %s"], params=[f"{prefix}%{word}%"])  # noqa: S610 - a constant


def _short(words: list[str], fields: Collection[str], *, walks: bool) -> Q:
    """Terms that start with a word of two signs and contain the others, or that start with all of them in a row, as
    "j 1" or as "j1"."""
    in_a_row = {" ".join(words), "".join(words)}
    found = reduce(or_, (_starting(start, fields, walks=walks) for start in sorted(in_a_row)))
    for word in sorted(set(words) - in_a_row):
        if len(word) >= SHORTEST_QUERY:
            others = (Q(value__contains=other) for other in words if other != word)
            found |= reduce(and_, others, _starting(word, fields, walks=walks))
    return found


def _starting(text: str, fields: Collection[str], *, walks: bool) -> Q:
    """Terms of these fields that start with the text, along the ordered index."""
    if not walks:
        return Q(value__startswith=text)
    if connection.vendor == "sqlite":
        return Q(field__in=fields, value__gte=text, value__lt=text + LAST)
    # By code points, and not LIKE: for that the trigram index would be taken, which reads all that contain it.
    after, before = _by_code_points("~>=~", text), _by_code_points("~<~", text + LAST)
    return Q(after, before, field__in=fields)


def _by_code_points(operator: str, text: str) -> Func:
    return Func(
        F("value"), Value(text), template="%(expressions)s", arg_joiner=f" {operator} ", output_field=BooleanField()
    )


def _best(rows: list[_Match], text: str) -> list[_Match]:
    """The best match of each customer, in the order in which they are shown: what begins with the text comes
    first; of one customer's terms that do, the likelier field."""
    ranks = {name: place for place, name in enumerate(FIELDS)}
    best: dict[int, tuple[bool, int, _Match]] = {}
    for match in rows:
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
    return _SHOWN.get(match.field, str)(match.value)
