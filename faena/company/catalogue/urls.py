"""The routes of one catalogue, below the prefix under which its room mounts it."""

from django.urls import URLPattern, path

from faena.company.catalogue import views
from faena.company.catalogue.listing import Catalogue


def urls_of(catalogue: Catalogue) -> tuple[list[URLPattern], str, str]:
    """For path("positions/", urls_of(POSITIONS)): the routes of its namespace."""
    known = {"catalogue": catalogue}
    routes = [
        path("", views.list_rows, known, name="list"),
        path("new/", views.add, known, name="new"),
        path("<int:pk>/", views.edit, known, name="edit"),
        path("<int:pk>/place/", views.move, known, name="move"),
        path("<int:pk>/retirement/", views.retire, known, name="retire"),
        path("<int:pk>/restoration/", views.restore, known, name="restore"),
        path("<int:pk>/deletion/", views.delete, known, name="delete"),
    ]
    return routes, catalogue.namespace, catalogue.namespace
