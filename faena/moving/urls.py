"""Routes of moving in and out."""

from django.urls import path

from faena.moving.archive import views as archive
from faena.moving.views import checking, choosing, files, remembering, running

app_name = "moving"
urlpatterns = [
    path("settings/import/", files.imports, name="imports"),
    path("settings/import/new/", files.new, name="new"),
    path("settings/import/example/<slug:kind>.xlsx", files.sample, name="sample"),
    path("settings/import/<int:pk>/", running.show, name="import"),
    path("settings/import/<int:pk>/sheet/", choosing.table, name="table"),
    path("settings/import/<int:pk>/columns/", choosing.columns, name="columns"),
    path("settings/import/<int:pk>/questions/", checking.questions, name="questions"),
    path("settings/import/<int:pk>/report/", checking.report, name="report"),
    path("settings/import/<int:pk>/refused/", checking.refused, name="refused"),
    path("settings/import/<int:pk>/start/", running.start, name="start"),
    path("settings/import/<int:pk>/stop/", running.stop, name="stop"),
    path("settings/import/<int:pk>/undoing/", running.undo, name="undo"),
    path("settings/import/<int:pk>/discarding/", running.discard, name="discard"),
    path("settings/import/<int:pk>/remembering/", remembering.remember, name="remember"),
    path("settings/import/forms/<int:pk>/deleting/", remembering.forget, name="forget"),
    path("settings/archive/", archive.archive, name="archive"),
    path("settings/archive/<slug:name>/", archive.archive_file, name="archive_file"),
]
