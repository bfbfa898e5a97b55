"""Routes of the summary."""

from django.urls import path

from faena.summary import views

app_name = "summary"
urlpatterns = [
    path("summary/", views.summary, name="page"),
    path("summary/receivables/", views.receivables, name="receivables"),
    path("settings/summary/", views.goal, name="goal"),
]
