"""What can be done with a row of a small catalogue now."""

from typing import Any

from django.utils.translation import gettext as _

from faena.company.catalogue.listing import Catalogue
from faena.company.models import CatalogueRow
from faena.gate.grants import Perm
from faena.gate.offers import Offer, Offers
from faena.ui.jinja import url


def row_offers(catalogue: Catalogue, row: CatalogueRow | None, user: Any, *, why_not_delete: str) -> Offers:
    """Nothing of one that is still to be written."""
    if row is None:
        return Offers(user, [])

    def offer(name: str, label: str, icon: str, permission: Perm = Perm.CATALOGUE_EDIT, **more: Any) -> Offer:
        return Offer(name, label, icon, url(catalogue.route(name), row.pk), permission, **more)

    more = {"why_not": why_not_delete, "dialog": "delete", "explains": True}
    return Offers(
        user,
        [
            offer("restore", _("Restore"), "archive-restore")
            if row.is_retired
            else offer("retire", _("Retire"), "archive"),
            offer("delete", _("Delete"), "trash-2", Perm.CATALOGUE_DELETE, **more),
        ],
        menu=("retire", "delete"),
    )
