"""How SQLite and PostgreSQL are asked for terms. A word of three signs or more is looked up in the trigram index, FTS5
on the one and GIN on the other. Two signs cannot use trigrams: they must begin the term, and walk the ordered index.

PostgreSQL chooses its way by itself, if it knows how common a text is. SQLite goes the way that the query is written
for, and so a seller's few customers are read through instead."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from faena.customers.guards import FTS, SHARED, TABLE, TAGGED
from faena.customers.models import SearchTerm
from faena.gate.grants import Perm, Scope, scope
from faena.lib.trigrams import as_phrases, indexed

Terms = QuerySet[SearchTerm]
LAST = "\U0010ffff"


class Engine(ABC):
    """What both are asked, and what they have in common. `fields` are always those that the terms may be of."""

    def begin(self, terms: Terms, fields: Collection[str]) -> Terms:
        """What is looked through at all, before a text is asked for."""
        return terms

    def of(self, terms: Terms, fields: Collection[str]) -> Terms:
        """Terms of these fields."""
        return terms.filter(field__in=fields)

    def beside_words(self, terms: Terms, fields: Collection[str]) -> Terms:
        """Terms of these fields, said in the way that leaves the walk to the trigrams."""
        if len(fields) <= len(SHARED):
            return self.of(terms, fields)
        if not set(SHARED) & set(fields):
            return terms.exclude(field__in=SHARED)  # one walk of the index, not one for each of the others
        return terms

    @abstractmethod
    def starting(self, text: str, fields: Collection[str]) -> Q:
        """Terms of these fields that start with the text, along the ordered index."""

    def containing(self, terms: Terms, words: list[str], *, inner: bool, newest: int = 0) -> Terms:
        """Terms that contain every word, of which the trigrams know one at least. `inner`: to stand inside another
        query, where the table bears another name; `newest`: so many at most."""
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

    def as_common_as(self, terms: Terms, words: list[str], fields: Collection[str]) -> Terms:
        """One word is said a second time: of this word in these fields there are statistics (guards.TAGGED), while
        from the word and the field apart it would guess."""
        if len(words) > 1 or not indexed(words):
            return terms
        group = "shared" if set(fields) <= set(SHARED) else "own"
        prefix = f"{group} {next(iter(fields))} " if len(fields) == 1 else f"{group} "
        return terms.extra(where=[f"{TAGGED} LIKE %s"], params=[f"{prefix}%{words[0]}%"])  # noqa: S610  # a constant


class SQLite(Engine):
    """Along the index of trigrams, or the ordered one."""

    def of(self, terms: Terms, fields: Collection[str]) -> Terms:
        """A plus keeps it from walking all of a field where it has a better way to the rows."""
        return terms.alias(plain=Func(F("field"), template="+%(expressions)s")).filter(plain__in=fields)

    def starting(self, text: str, fields: Collection[str]) -> Q:
        return Q(field__in=fields, value__gte=text, value__lt=text + LAST)

    def containing(self, terms: Terms, words: list[str], *, inner: bool, newest: int = 0) -> Terms:
        known = indexed(words)
        phrases = as_phrases(known)
        if inner:
            rows = f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608  # constants; the phrases are a parameter
            rows += f" ORDER BY rowid DESC LIMIT {newest:d}" if newest else ""
            terms = terms.filter(pk__in=RawSQL(rows, [phrases]))  # noqa: S611  # the same
        else:
            terms = terms.extra(  # noqa: S610  # the same
                tables=[FTS], where=[f"{FTS}.rowid = {TABLE}.id", f"{FTS} MATCH %s"], params=[phrases]
            )
        return super().containing(terms, [word for word in words if word not in known], inner=inner)


class SQLiteOfFew(SQLite):
    """Through all the terms of few customers: a seller's own, those of one page."""

    def begin(self, terms: Terms, fields: Collection[str]) -> Terms:
        return self.of(terms, fields)

    def beside_words(self, terms: Terms, fields: Collection[str]) -> Terms:
        return terms

    def starting(self, text: str, fields: Collection[str]) -> Q:
        return Q(value__startswith=text)

    def containing(self, terms: Terms, words: list[str], *, inner: bool, newest: int = 0) -> Terms:
        return Engine.containing(self, terms, words, inner=inner, newest=newest)


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
