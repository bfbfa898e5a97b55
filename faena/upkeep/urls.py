"""Routes of upkeep: Settings, Backups."""

from django.urls import path

from faena.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("settings/backups/", views.backups, name="backups"),
    path("settings/backups/making/", views.back_up, name="back_up"),
    path("settings/backups/drill/", views.try_out, name="try_out"),
    path("settings/backups/mails/release/", views.release, name="release"),
    path("settings/backups/mails/withhold/", views.withhold, name="withhold"),
]
