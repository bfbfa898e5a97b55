"""Routes of home."""

from django.urls import path

from faena.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("customers/<int:pk>/", views.record, name="record"),
    path("customers/<int:pk>/orders/", views.customer_orders, name="customer_orders"),
    path("devices/<int:device_pk>/", views.device, name="device"),
]
