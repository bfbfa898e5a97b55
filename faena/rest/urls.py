"""What the API says of itself; its own routes are in config/api.py."""

from django.urls import include, path

from faena.rest import views

rest = [
    path("", views.docs, name="docs"),
    path("openapi.json", views.openapi, name="openapi"),
]
urlpatterns = [path("api/docs/", include((rest, "rest")))]
