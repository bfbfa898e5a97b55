"""What a small catalogue is: its table, its words, and what it adds to the name that all of them have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from faena.company import settings_pages
from faena.company.catalogue.forms import CatalogueForm
from faena.company.models import CatalogueRow
from faena.gate.grants import Perm
from faena.lib import refs
from faena.lib.errors import says
from faena.ui.columns import Column

Leaving = Callable[[CatalogueRow, Mapping[str, object]], None]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """One list. `namespace` names its routes ("positions" → positions:list); `module` hides it where that is off.

    `tone` gives a row's dot. `listed` gives the rows with what the list shows beside them.
    `before_leaving(row, facts)` raises RuleBroken when the program cannot do without the row as it is: called with no
    facts before it is retired or deleted, with the new facts before it is edited."""

    model: type[CatalogueRow]
    namespace: str
    icon: str
    title: Any
    description: Any
    new: Any
    form: type[CatalogueForm] = CatalogueForm
    module: Literal["workshop", "care"] | None = None
    columns: tuple[Column, ...] = ()
    listed: Callable[[], QuerySet[CatalogueRow]] | None = None
    tone: Callable[[Any], str] | None = None
    before_leaving: Leaving | None = None
    order: int = 100

    @property
    def table(self) -> tuple[Column, ...]:
        """The name, what the list says besides, and the row's place with the ways to move it."""
        name = Column("name", _("Name"), at="title", look="is-whole")
        return (name, *self.columns, Column("place", pgettext("place in a list", "Order"), at="status", align="right"))

    @property
    def rows(self) -> QuerySet[CatalogueRow]:
        """All of them, with what the list shows beside them."""
        return self.listed() if self.listed else self.model.objects.all()

    def route(self, name: str) -> str:
        return f"{self.namespace}:{name}"

    def announce(self) -> None:
        """Settings lists it, the history links to its rows, and a second row of one name has its sentence."""
        catalogues[self.namespace] = self
        settings_pages.register(
            self.title, self.route("list"), self.icon, Perm.CATALOGUE_EDIT, self.module, self.description, self.order
        )
        refs.register(self.model.ref_kind(), self.route("edit"))
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                says(constraint.name, _("This name is in the list already."), "name", "duplicate")


catalogues: dict[str, Catalogue] = {}  # those that were announced, by the name of their routes
