"""What somebody goes out for: an editable list under Settings (C15)."""

from typing import Any

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from faena.agenda.models import VisitKind
from faena.company.catalogue import Catalogue, CatalogueForm
from faena.company.catalogue.urls import urls_of
from faena.lib.limits import between
from faena.ui.columns import Column

COLOURS = [("", _("By its place in the list")), *VisitKind.Tone.choices]


class KindForm(CatalogueForm):
    """How long it takes, and its colour in the agenda."""

    minutes = forms.IntegerField(
        label=_("Minutes"),
        **between(VisitKind, "minutes"),
        help_text=_("How long it takes. Each visit can say another length."),
    )
    tone = forms.ChoiceField(
        label=_("Colour"), choices=[("", _("By its place in the list")), *VisitKind.Tone.choices], required=False
    )

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        super().__init__(data, row=row)
        if row is None:
            self.initial = {"minutes": 60}


KINDS = Catalogue(
    model=VisitKind,
    namespace="visit_kinds",
    icon="calendar",
    title=_("Kinds of visits"),
    description=_("What technicians go out for, and how long it takes."),
    new=_("New kind"),
    form=KindForm,
    tone=lambda kind: kind.shade,
    module="care",
    columns=(
        Column(
            "minutes",
            _("Minutes"),
            lambda row: ngettext("%(num)s minute", "%(num)s minutes", row.minutes) % {"num": row.minutes},
            at="meta",
        ),
    ),
    order=80,
)

urlpatterns = [path("visit-kinds/", urls_of(KINDS))]
