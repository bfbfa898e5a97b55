"""Routes of webhooks: Settings, Webhooks."""

from django.urls import path

from faena.hooks import views

app_name = "hooks"
urlpatterns = [
    path("settings/webhooks/", views.endpoints, name="endpoints"),
    path("settings/webhooks/new/", views.new_endpoint, name="new"),
    path("settings/webhooks/<int:pk>/", views.endpoint, name="endpoint"),
    path("settings/webhooks/<int:pk>/edit/", views.edit, name="edit"),
    path("settings/webhooks/<int:pk>/switch/", views.switch, name="switch"),
    path("settings/webhooks/<int:pk>/secret/", views.rotate, name="rotate"),
    path("settings/webhooks/<int:pk>/secret/new/", views.secret, name="secret"),
    path("settings/webhooks/<int:pk>/deletion/", views.delete, name="delete"),
    path("settings/webhooks/<int:pk>/test/", views.test, name="test"),
    path("settings/webhooks/<int:pk>/calls/<int:delivery_pk>/again/", views.again, name="again"),
]
