"""Ref: a light pointer (kind, id, label) from a low room to a thing of a room above it.

Cash shows "OS-000123" and links to the order without importing orders: each room says in its apps.py
which URL its kind has."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models

from faena.lib.routes import url
from faena.lib.rows import BaseModel

LONGEST_LABEL = 40
_routes: dict[str, str] = {}
_modules: dict[str, str] = {}


@dataclass(frozen=True)
class Ref:
    """kind: a room's word ("order"); id: its primary key; label: what people call it ("OS-000123")."""

    kind: str
    id: int
    label: str = ""

    @property
    def route(self) -> str:
        """The name of its page, which takes the id, or "" for a kind without one."""
        return _routes.get(self.kind, "")

    @property
    def url(self) -> str:
        return url(self.route, self.id) if self.route else ""

    @property
    def module(self) -> str:
        """The module of the program where its page stands; "" for what both share."""
        return _modules.get(self.kind, "")

    @property
    def short(self) -> str:
        """The label as it is kept beside a row that points here: people's names can be longer."""
        return self.label if len(self.label) <= LONGEST_LABEL else self.label[: LONGEST_LABEL - 1] + "…"

    def __str__(self) -> str:
        return self.label or f"{self.kind} {self.id}"


def register(kind: str, route: str = "", *, module: str = "") -> None:
    """A room declares a kind and, when it has a page, its URL name taking the id. Where `module` is switched off the
    page is not there."""
    _routes[kind], _modules[kind] = route, module


class Referring(BaseModel):
    """Columns of a row that points to something above it."""

    ref_kind = models.CharField(max_length=24, blank=True, default="")
    ref_id = models.BigIntegerField(null=True, blank=True)
    ref_label = models.CharField(max_length=LONGEST_LABEL, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def ref(self) -> Ref | None:
        return Ref(self.ref_kind, self.ref_id, self.ref_label) if self.ref_id is not None else None

    @ref.setter
    def ref(self, value: Ref | None) -> None:
        self.ref_kind = value.kind if value else ""
        self.ref_id = value.id if value else None
        self.ref_label = value.short if value else ""


class Referable:
    """A model that others point to: says its kind and label once."""

    ref_kind_name: ClassVar[str]
    pk: Any

    @property
    def as_ref(self) -> Ref:
        return Ref(self.ref_kind_name, int(self.pk), str(self))
