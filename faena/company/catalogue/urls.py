"""The routes of one catalogue, below the prefix under which its room mounts it."""

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

from faena.company.catalogue import views

if TYPE_CHECKING:
    from faena.company.catalogue.listing import Catalogue


def routes(catalogue: "Catalogue") -> list[URLPattern]:
    known = {"catalogue": catalogue}
    return [
        path("", views.list_rows, known, name="list"),
        path("new/", views.add, known, name="new"),
        path("<int:pk>/", views.edit, known, name="edit"),
        path("<int:pk>/place/", views.move, known, name="move"),
        path("<int:pk>/retirement/", views.retire, known, name="retire"),
        path("<int:pk>/restoration/", views.restore, known, name="restore"),
        path("<int:pk>/deletion/", views.delete, known, name="delete"),
    ]
