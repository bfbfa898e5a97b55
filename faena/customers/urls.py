"""Routes of the customers' room. The record of one customer, /customers/7/, is home's."""

from django.urls import path

from faena.customers.views import customers, devices, finding

app_name = "customers"
urlpatterns = [
    path("", finding.customer_list, name="list"),
    path("new/", customers.new, name="new"),
    path("hits/", finding.hits, name="hits"),
    # of one customer
    path("<int:pk>/edit/", customers.edit, name="edit"),
    path("<int:pk>/devices/new/", devices.add_device, name="add_device"),
    path("<int:pk>/seller/", customers.seller, name="seller"),
    path("<int:pk>/retirement/", customers.retirement, name="retirement"),
    path("<int:pk>/restoration/", customers.restoration, name="restoration"),
    path("<int:pk>/deletion/", customers.deletion, name="deletion"),
]
