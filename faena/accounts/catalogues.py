"""The positions (cargos), as an editable list under Settings."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import Position
from faena.company.catalogue import Catalogue
from faena.company.catalogue.urls import urls_of

POSITIONS = Catalogue(
    model=Position,
    namespace="positions",
    icon="briefcase",
    title=_("Positions"),
    description=_("What people do here: work can be given to a position as well as to a person."),
    new=_("New position"),
    order=20,
)

urlpatterns = [path("positions/", urls_of(POSITIONS))]
