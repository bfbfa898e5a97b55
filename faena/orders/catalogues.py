"""Statuses for customers and internal statuses, as editable lists under Settings (W14, W19), and beside
them the terms (W9)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from faena.company.catalogue import Catalogue, CatalogueForm
from faena.company.catalogue.urls import urls_of
from faena.lib.errors import RuleBroken
from faena.lib.limits import longest
from faena.orders.models import InternalStatus, Stage, Status
from faena.orders.views import terms, wording
from faena.ui.columns import Column


class StatusCatalogueForm(CatalogueForm):
    """The company's words, on one of the program's stages."""

    customer_name = forms.CharField(
        label=_("What the customer reads"),
        max_length=longest(Status, "customer_name"),
        required=False,
        help_text=_("Leave it empty if customers read the name."),
    )
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=Stage.choices,
        help_text=_("Where an order with this status is; lists, colours and rules go by it."),
    )
    waits_for_parts = forms.BooleanField(
        label=_("Means waiting for a part"),
        required=False,
        help_text=_("Orders with this status are listed on the home page until the part comes."),
    )


def keep_every_stage(row: Any, facts: Mapping[str, Any]) -> None:
    """An order that comes to a stage takes its first status, so each stage keeps one that is offered."""
    if row.is_retired or facts.get("stage") == row.stage:
        return
    others = Status.objects.offered().filter(stage=row.stage).exclude(pk=row.pk)
    if not others.exists():
        stage = Stage(row.stage).label
        raise RuleBroken(
            _("“%(name)s” is the last status of the stage “%(stage)s”, and every stage needs one. Add another first.")
            % {"name": row.name, "stage": stage},
            "stage" if facts else "",
        )


STATUSES = Catalogue(
    model=Status,
    namespace="statuses",
    icon="flag",
    title=_("Customer statuses"),
    description=_("What customers read on the tracking page, in your words."),
    new=_("New status"),
    form=StatusCatalogueForm,
    module="workshop",
    columns=(Column("stage", _("Stage"), lambda status: Stage(status.stage).label, at="meta"),),
    tone=lambda status: status.tone,
    before_leaving=keep_every_stage,
    order=40,
)

INTERNAL_STATUSES = Catalogue(
    model=InternalStatus,
    namespace="internal_statuses",
    icon="list-checks",
    title=_("Internal statuses"),
    description=_("What the workshop tells itself; customers never see it."),
    new=_("New internal status"),
    module="workshop",
    tone=lambda _status: "grey",
    order=50,
)

urlpatterns = [
    path("statuses/", urls_of(STATUSES)),
    path("internal-statuses/", urls_of(INTERNAL_STATUSES)),
    path("terms/", include(([path("", terms.terms, name="page"), path("removal/", terms.end, name="end")], "terms"))),
    path(
        "texts/",
        include(
            (
                [
                    path("", wording.texts, name="page"),
                    path("reset/", wording.reset, name="reset"),
                    path("reminding/", wording.reminding, name="reminding"),
                ],
                "texts",
            )
        ),
    ),
]
