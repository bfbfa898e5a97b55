"""The one editable list that every small catalogue uses: payment methods, positions, statuses (W10, W19).

A room describes its list with `Catalogue` in its catalogues.py, mounts `urls_of(THE_LIST)` under settings/, and calls
`THE_LIST.announce()` from its apps.py. People add, edit, order, retire and restore rows;
a Master deletes unused ones."""

from faena.company.catalogue.forms import CatalogueForm
from faena.company.catalogue.listing import Catalogue

__all__ = ["Catalogue", "CatalogueForm"]
