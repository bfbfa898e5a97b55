"""The kinds of visits with which customer care starts, in the company's language."""

from django.utils.translation import pgettext_lazy

from faena.agenda.models import VisitKind
from faena.company.catalogue.starting import Starter
from faena.company.models import CatalogueRow

# And how many minutes each takes.
KINDS = [
    (pgettext_lazy("starter visit kind", "Installation"), 120),
    (pgettext_lazy("starter visit kind", "Repair"), 60),
    (pgettext_lazy("starter visit kind", "Move to another address"), 120),
    (pgettext_lazy("starter visit kind", "Remove equipment"), 30),
    (pgettext_lazy("starter visit kind", "Bring or fetch a device"), 30),
]


def _kinds(_language: str) -> list[CatalogueRow]:
    return [VisitKind(name=str(name), minutes=minutes) for name, minutes in KINDS]


STARTER = Starter(72, {VisitKind: _kinds})
