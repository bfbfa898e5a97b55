"""Routes of Settings."""

from django.urls import path

from faena.company import views

app_name = "company"
urlpatterns = [
    # settings/
    path("settings/", views.settings, name="settings"),
    path("settings/company/", views.company, name="company"),
    path("settings/company/logo/", views.change_logo, name="change_logo"),
    path("settings/company/logo/removal/", views.remove_logo, name="remove_logo"),
    path("settings/numbers/", views.numbers, name="numbers"),
    path("settings/hours/", views.working_hours, name="working_hours"),
    # what everybody sees of the shop
    path("logo/", views.logo, name="logo"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
