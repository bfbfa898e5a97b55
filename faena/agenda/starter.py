"""The kinds of visits with which customer care starts, in the company's language."""

from django.utils.translation import pgettext_lazy

from faena.agenda.models import VisitKind
from faena.company.catalogue.starting import fill_anew, fill_empty
from faena.company.models import CatalogueRow, Company
from faena.company.starter_data import on_setup
from faena.lib.bootstrap import bootstrap

# And how many minutes each takes.
KINDS = [
    (pgettext_lazy("starter visit kind", "Installation"), 120),
    (pgettext_lazy("starter visit kind", "Repair"), 60),
    (pgettext_lazy("starter visit kind", "Move to another address"), 120),
    (pgettext_lazy("starter visit kind", "Remove equipment"), 30),
    (pgettext_lazy("starter visit kind", "Bring or fetch a device"), 30),
]


@bootstrap(72)
def ensure_visit_kinds() -> None:
    """The catalogue without a row gets its first ones, in the company's language."""
    fill_empty(VisitKind, _kinds, Company.the().language)


@on_setup
def starter_visit_kinds(language: str) -> None:
    """The starting rows in `language`, as long as nobody touched or used them."""
    fill_anew(VisitKind, _kinds, language)


def _kinds(_language: str) -> list[CatalogueRow]:
    return [VisitKind(name=str(name), minutes=minutes) for name, minutes in KINDS]
