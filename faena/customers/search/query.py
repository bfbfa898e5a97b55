"""Search queries: what is asked of the table of terms.

A term is found when it contains every word, in any order. What many share, a make of telephone or a city, is looked in
apart and shown last: whoever types "sam" wants Samuel before everybody with a Samsung."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from faena.customers.guards import SHARED
from faena.customers.models import Customer, SearchTerm
from faena.customers.search.engines import Engine, Terms, engine_for, engine_of_few
from faena.customers.search.hits import NAMES, Hit, Match, Reason, best, hits_of
from faena.customers.search.terms import FIELDS, OF_DEVICES, SHORTEST_QUERY, as_term, numbers_of, phone_of, words_of
from faena.lib.phones import is_surely_phone
from faena.lib.trigrams import indexed

MOST_TERMS = 300  # read before they are put in order
MOST_ALIKE = 3


@dataclass(frozen=True)
class Found:
    """What some words find: the best match of each customer, the best first. What is shown of a match is read for those
    of one page."""

    matches: list[Match]
    words: list[str]
    user: Any
    country: str = ""
    phone: str = ""
    is_all: bool = True  # nobody else has the words

    def shown(self, matches: Sequence[Match], *, with_last: bool = False) -> list[Hit]:
        how = (self.words, self.user, self.country, self.phone)
        return list(hits_of(list(matches), *how, with_last=with_last).values())

    def of(self, customers: Collection[int]) -> dict[int, Hit]:
        """By the customer's key."""
        some = [match for match in self.matches if match.customer_id in customers]
        return {hit.customer.pk: hit for hit in self.shown(some)}


def find(text: str, *, user: Any, limit: int = 25, **how: Any) -> list[Hit]:
    """The best of what `look_for` finds, with what is shown of each and its last device."""
    found = look_for(text, user=user, limit=limit, **how)
    return found.shown(found.matches[:limit], with_last=True)


def look_for(
    text: str,
    *,
    user: Any,
    field: str = "any",
    limit: int = MOST_TERMS,
    retired: bool | None = False,
    among: Q | None = None,
    country: str = "",
) -> Found:
    """Customers within the user's reach that have a term containing all the words of `text`, best first.

    Fewer than two signs find nothing. `field`: one of FIELDS or "any". `retired`: only those, else only the others;
    None for both. `among`: which terms, by their customer: `Q(customer__kind=…)`. `country`: where phones are shown as
    dialled at home. At most seven queries with what is shown, however many are found; two more for a phone that is
    typed otherwise than it is kept, one for each field of a room above (a login)."""
    if not (words := words_of(text)):
        return Found([], [], user)
    terms = SearchTerm.objects.visible_to(user).filter(among or Q())
    if retired is not None:
        terms = terms.filter(customer__retired_at__isnull=not retired)
    engine, fields = engine_for(user), list(FIELDS) if field == "any" else [field]
    found: list[Match] = []
    is_all, phone = True, phone_of(text, words, country) if "phone" in fields else ""
    for turn in engine.in_turn(words, fields):
        if is_all and len(found) < limit:
            more, is_all = _found(engine, terms, words, turn)
            found += _others(more, found)
    if phone:
        called, _is_all = _found(engine, terms, [phone], ["phone"])
        found = _others(called, found) + found
    return Found(found[:limit], words, user, country, phone, is_all and len(found) <= limit)


def _others(matches: list[Match], found: list[Match]) -> list[Match]:
    """Those of customers who were not found yet."""
    there = {match.customer_id for match in found}
    return [match for match in matches if match.customer_id not in there]


def matching(text: str, user: Any, *, newest: int = 0, fields: Collection[str] = tuple(FIELDS)) -> QuerySet[SearchTerm]:
    """The terms within the user's reach that contain all the words of `text`, of the retired too; fewer than two signs
    find none. Rooms above filter their rows by `customer`, or where `field` is one OF_DEVICES by the `source_id`.
    `newest`: so many at most, where all have the words (a city); `fields`: of these alone."""
    if not (words := words_of(text)):
        return SearchTerm.objects.none()
    engine, terms = engine_for(user), SearchTerm.objects.visible_to(user)
    found = containing(engine, terms, words, fields, inner=True, newest=newest)
    if "phone" not in fields or not (phone := phone_of(text, words, "")):
        return found
    called = containing(engine, terms.filter(field="phone"), [phone], ["phone"], inner=True)
    likely, other = (called, found) if is_surely_phone(text) else (found, called)
    return likely if likely.exists() else other


def why_found(
    text: str,
    rows: Mapping[int, tuple[Customer, int | None]],
    user: Any,
    *,
    shown: Collection[str] = ("name",),
    without: Collection[str] = (),
    country: str = "",
) -> dict[int, Reason]:
    """Why rows of one page, which `matching` has found, were found: by the likeliest term, names first. rows: of each
    its customer, and its device where no other device of the customer finds it. shown: the fields that stand in the
    row; what is found by one of them needs no reason. without: the fields by which these rows are not found.

    No query where every name says it; else two, and one for each kind of thing that is shown, however many rows."""
    words = words_of(text)
    asked = {key: (one.pk, device) for key, (one, device) in rows.items() if words and not _is_said(one.name, words)}
    if not asked:
        return {}
    terms = SearchTerm.objects.visible_to(user).filter(customer__in={customer for customer, _device in asked.values()})
    terms, engine = terms.exclude(field__in=without), engine_of_few()
    matches = _read(containing(engine, terms, words, list(FIELDS)))
    if phone := phone_of(text, words, country):
        matches += _read(containing(engine, terms.filter(field="phone"), [phone], ["phone"]))
    found = {}
    for key, (customer, device) in asked.items():
        own = [one for one in matches if one.customer_id == customer and _is_of(one, device)]
        if own and not any(one.field in shown for one in own):
            found[key] = best(own, " ".join(words))[0]
    hits = hits_of(list(dict.fromkeys(found.values())), words, user, country, phone)
    return {key: hits[match].reason for key, match in found.items() if match in hits}


def _is_said(name: str, words: list[str]) -> bool:
    term = as_term(name)
    return all(word in term for word in words)


def _is_of(match: Match, device: int | None) -> bool:
    return match.field not in OF_DEVICES or device in (None, match.source_id)


def alike(name: str, phone: str, user: Any, *, country: str = "") -> list[Customer]:
    """Current customers within the user's reach who may be the one that is being written down: with the same phone,
    or with the same name in any spelling. Three at most, the same phone first; one query, without a count."""
    same = Q()
    if called := as_term(name):
        same |= Q(field__in=("name", "trade_name"), value=called)
    if numbers := numbers_of(phone, country):
        same |= Q(field="phone", value__in=numbers)
    if not same:
        return []
    terms = SearchTerm.objects.visible_to(user).filter(same, customer__retired_at=None)
    found: dict[int, Customer] = {}
    for term in sorted(terms.select_related("customer")[:MOST_TERMS], key=lambda one: (one.field != "phone", one.pk)):
        found.setdefault(term.customer_id, term.customer)
    return list(found.values())[:MOST_ALIKE]


def containing(
    engine: Engine, terms: Terms, words: list[str], fields: Collection[str], *, inner: bool = False, newest: int = 0
) -> Terms:
    """Terms of these fields that contain every word. `inner`: to stand inside another query; `newest`: so many at
    most, and of words of two signs the first ones by the alphabet."""
    if indexed(words):
        return engine.containing(terms, words, fields, inner=inner, newest=newest)
    short = terms.filter(_short(engine, words, fields))
    return SearchTerm.objects.filter(pk__in=short.values("pk")[:newest]) if newest else short


def _found(engine: Engine, terms: Terms, words: list[str], fields: Sequence[str]) -> tuple[list[Match], bool]:
    """The best match of each customer, in the order in which they are shown, and whether everything was read.

    What comes first must not be among what was not read: names, and what begins with the text, except of the fields
    that many share."""
    text = " ".join(words)
    terms = engine.begin(terms, fields)
    matches = _read(engine.as_common_as(containing(engine, terms, words, fields), words, fields))
    if len(matches) < MOST_TERMS:
        return best(matches, text), True
    unread = engine.unread(words, fields, matches[-1].field)
    if names := [field for field in unread if field in NAMES]:
        named = matches
        if any(match.field not in NAMES for match in matches):
            named = _read(engine.as_common_as(containing(engine, terms, words, names), words, names))
            matches = matches + named
        unread = names if len(named) >= MOST_TERMS else unread
    if not set(fields) <= set(SHARED):
        unread = [field for field in unread if field not in SHARED]
    if unread and not all(match.value.startswith(text) for match in matches):
        matches = matches + _read(terms.filter(engine.starting(text, unread)))
    return best(matches, text), False


def _read(terms: Terms) -> list[Match]:
    columns = ("customer_id", "field", "value", "source_kind", "source_id", "customer__sort_name")
    return [Match._make(row) for row in terms.values_list(*columns)[:MOST_TERMS]]


def _short(engine: Engine, words: list[str], fields: Collection[str]) -> Q:
    """Terms that start with a word of two signs and contain the others, or that start with all of them in a row, as
    "j 1" or as "j1"."""
    in_a_row = {" ".join(words), "".join(words)}
    found = reduce(or_, (engine.starting(start, fields) for start in sorted(in_a_row)))
    for word in sorted(set(words) - in_a_row):
        if len(word) >= SHORTEST_QUERY:
            others = (Q(value__contains=other) for other in words if other != word)
            found |= reduce(and_, others, engine.starting(word, fields))
    return found
