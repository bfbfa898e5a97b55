"""Routes of plans: those of one customer, and one of them."""

from django.urls import path

from faena.billing import views

app_name = "billing"
urlpatterns = [
    path("customers/<int:pk>/plans/", views.plans, name="plans"),
    path("customers/<int:pk>/plans/new/", views.subscribe, name="subscribe"),
    path("subscriptions/<int:subscription_pk>/", views.subscription, name="subscription"),
    path("subscriptions/<int:subscription_pk>/edit/", views.change, name="change"),
    path("subscriptions/<int:subscription_pk>/suspension/", views.suspend, name="suspend"),
    path("subscriptions/<int:subscription_pk>/resumption/", views.resume, name="resume"),
    path("subscriptions/<int:subscription_pk>/cancellation/", views.cancel, name="cancel"),
]
