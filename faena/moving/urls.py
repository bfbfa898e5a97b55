"""Routes of moving in and out."""

from django.urls import path

from faena.moving.archive import views as archive

app_name = "moving"
urlpatterns = [
    path("settings/archive/", archive.archive, name="archive"),
    path("settings/archive/<slug:name>/", archive.archive_file, name="archive_file"),
]
