"""How SQLite and PostgreSQL are asked for terms. A word of three signs or more is looked up in the trigram index, FTS5
on the one and GIN on the other. Two signs cannot use trigrams: they must begin the term, and walk the ordered index.

PostgreSQL chooses its way by itself, if it knows how common a text is. SQLite goes the way that the query is written
for, and so a seller's few customers are read through instead."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from faena.customers.guards import FTS, RANKS, SHARED, TABLE, TAGGED
from faena.customers.models import SearchTerm
from faena.customers.search.terms import FIELDS
from faena.gate.grants import Perm, Scope, scope
from faena.lib.trigrams import KEY, as_phrases, indexed, place_of

Terms = QuerySet[SearchTerm]
LAST = "\U0010ffff"
SHARED_FROM = min(RANKS.of[field] for field in SHARED)
KINDS = ((0, 2), (2, SHARED_FROM), (SHARED_FROM, SHARED_FROM + len(SHARED)))  # ranks of names, own texts, shared ones


class Engine(ABC):
    """What both are asked, and what they have in common. `fields` are always those that the terms may be of."""

    def begin(self, terms: Terms, fields: Collection[str]) -> Terms:
        """What is looked through at all, before a text is asked for."""
        return terms

    def in_turn(self, words: list[str], fields: Sequence[str]) -> list[Sequence[str]]:
        """The fields that are asked for at once, one turn after the other: what many share last."""
        shared = [field for field in fields if field in SHARED]
        own = [field for field in fields if field not in SHARED]
        return [turn for turn in (own, shared) if turn]

    def unread(self, words: list[str], fields: Sequence[str], last: str) -> Sequence[str]:
        """The fields of which more terms may contain the words than the first that were read, up to one of `last`."""
        return fields

    @abstractmethod
    def starting(self, text: str, fields: Collection[str]) -> Q:
        """Terms of these fields that start with the text, along the ordered index."""

    def containing(
        self, terms: Terms, words: list[str], fields: Collection[str], *, inner: bool, newest: int = 0
    ) -> Terms:
        """Terms of these fields that contain every word, of which the trigrams know one at least. `inner`: to stand
        inside another query, where the table bears another name; `newest`: so many at most."""
        for word in words:
            terms = terms.filter(value__contains=word)
        return SearchTerm.objects.filter(pk__in=terms.order_by("-pk").values("pk")[:newest]) if newest else terms

    def as_common_as(self, terms: Terms, words: list[str], fields: Collection[str]) -> Terms:
        """The same terms, said so that the engine knows how many they are."""
        return terms


class PostgreSQL(Engine):
    """Along the index that it finds best."""

    def starting(self, text: str, fields: Collection[str]) -> Q:
        """By code points, and not LIKE: for that the trigram index would be taken, which reads all that contain it."""
        return Q(_by_code_points("~>=~", text), _by_code_points("~<~", text + LAST), field__in=fields)

    def containing(
        self, terms: Terms, words: list[str], fields: Collection[str], *, inner: bool, newest: int = 0
    ) -> Terms:
        """The fields are said in the way that leaves the walk to the trigrams."""
        if len(fields) <= len(SHARED):
            terms = terms.filter(field__in=fields)
        elif not set(SHARED) & set(fields):
            terms = terms.exclude(field__in=SHARED)  # one walk of the index, not one for each of the others
        return super().containing(terms, words, fields, inner=inner, newest=newest)

    def as_common_as(self, terms: Terms, words: list[str], fields: Collection[str]) -> Terms:
        """One word is said a second time: of this word in these fields there are statistics (guards.TAGGED), while
        from the word and the field apart it would guess."""
        if len(words) > 1 or not indexed(words):
            return terms
        group = "shared" if set(fields) <= set(SHARED) else "own"
        prefix = f"{group} {next(iter(fields))} " if len(fields) == 1 else f"{group} "
        return terms.extra(where=[f"{TAGGED} LIKE %s"], params=[f"{prefix}%{words[0]}%"])  # noqa: S610  # a constant


class SQLite(Engine):
    """Along the index of trigrams, which gives what is of likelier fields first, or the ordered one."""

    def in_turn(self, words: list[str], fields: Sequence[str]) -> list[Sequence[str]]:
        return [fields] if indexed(words) else super().in_turn(words, fields)

    def unread(self, words: list[str], fields: Sequence[str], last: str) -> Sequence[str]:
        return [field for field in fields if _rank(field) >= _rank(last)] if indexed(words) else fields

    def starting(self, text: str, fields: Collection[str]) -> Q:
        return Q(field__in=fields, value__gte=text, value__lt=text + LAST)

    def containing(
        self, terms: Terms, words: list[str], fields: Collection[str], *, inner: bool, newest: int = 0
    ) -> Terms:
        """The newest are those of names, then of what else is the customer's own, then of what many share."""
        known, (first, end) = indexed(words), _ranks(fields)
        found = [f"{FTS} MATCH %s", f"{FTS}.rowid >= %s", f"{FTS}.rowid < %s"]
        parts = [(max(first, begin), min(end, stop)) for begin, stop in KINDS] if newest else [(first, end)]
        params = [one for begin, stop in parts for one in (as_phrases(known), place_of(begin), place_of(stop))]
        if inner:
            rows = f"SELECT rowid & {KEY} AS id FROM {FTS} WHERE {' AND '.join(found)}"  # noqa: S608  # constants of ours
            if newest:
                each = f"SELECT id FROM ({rows} ORDER BY rowid DESC)"  # noqa: S608  # the same
                rows = f"SELECT id FROM ({' UNION ALL '.join([each] * len(parts))}) LIMIT {newest:d}"  # noqa: S608  # the same
            terms = terms.filter(pk__in=RawSQL(rows, params))  # noqa: S611  # the same
        else:
            key, place = f"{TABLE}.id = ({FTS}.rowid & {KEY})", f"{FTS}.rowid"
            terms = terms.extra(tables=[FTS], where=[key, *found], params=params, order_by=[place])  # noqa: S610  # the same
        if any(first <= _rank(field) < end for field in FIELDS if field not in fields):
            terms = _of(terms, fields)
        return super().containing(terms, [word for word in words if word not in known], fields, inner=inner)


class SQLiteOfFew(Engine):
    """Through all the terms of few customers: a seller's own, those of one page."""

    def begin(self, terms: Terms, fields: Collection[str]) -> Terms:
        return _of(terms, fields)

    def starting(self, text: str, fields: Collection[str]) -> Q:
        return Q(value__startswith=text)


def _of(terms: Terms, fields: Collection[str]) -> Terms:
    """Terms of these fields. A plus keeps SQLite from walking all of a field where it has a better way to the rows."""
    return terms.alias(plain=Func(F("field"), template="+%(expressions)s")).filter(plain__in=fields)


def _rank(field: str) -> int:
    return RANKS.of.get(field, RANKS.other)


def _ranks(fields: Collection[str]) -> tuple[int, int]:
    """The first rank that one of the fields has, and the first one after all of theirs."""
    ranks = [_rank(field) for field in fields]
    return min(ranks), max(ranks) + 1


def engine_of_few() -> Engine:
    """How the terms of a few customers are asked for, who are named already."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLiteOfFew()


def engine_for(user: Any) -> Engine:
    """How the terms within this user's reach are asked for."""
    if connection.vendor == "postgresql" or scope(user, Perm.CUSTOMER_SEE) is not Scope.ALL:
        return engine_of_few()
    return SQLite()


def _by_code_points(operator: str, text: str) -> Func:
    return Func(
        F("value"), Value(text), template="%(expressions)s", arg_joiner=f" {operator} ", output_field=BooleanField()
    )
