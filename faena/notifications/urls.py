"""Routes of notifications, under /messages/."""

from django.urls import path

from faena.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.message_list, name="list"),
    path("<int:pk>/sending/", views.sending, name="retry"),
]
