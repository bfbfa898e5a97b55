"""Routes of the customers' room. The record of one customer, /customers/7/, is home's."""

from django.urls import path

from faena.customers import views

app_name = "customers"
urlpatterns = [
    path("", views.customer_list, name="list"),
    path("new/", views.new, name="new"),
    path("hits/", views.hits, name="hits"),
    # of one customer
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/devices/new/", views.add_device, name="add_device"),
    path("<int:pk>/seller/", views.seller, name="seller"),
    path("<int:pk>/retirement/", views.retirement, name="retirement"),
    path("<int:pk>/restoration/", views.restoration, name="restoration"),
    path("<int:pk>/deletion/", views.deletion, name="deletion"),
]
