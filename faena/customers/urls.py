"""Routes of the customers' room. The record of one customer, /customers/7/, and the page of one device are home's."""

from django.urls import path

from faena.customers.views import addresses, contacts, customers, devices, finding, forgetting, merging, several

app_name = "customers"
urlpatterns = [
    path("", finding.customer_list, name="list"),
    path("new/", customers.new, name="new"),
    path("hits/", finding.hits, name="hits"),
    path("alike/", finding.alike_customers, name="alike"),
    # several of them
    path("several/seller/", several.assign_several, name="assign_several"),
    path("several/retirement/", several.retire_several, name="retire_several"),
    # of one customer
    path("<int:pk>/edit/", customers.edit, name="edit"),
    path("<int:pk>/seller/", customers.seller, name="seller"),
    path("<int:pk>/retirement/", customers.retirement, name="retirement"),
    path("<int:pk>/restoration/", customers.restoration, name="restoration"),
    path("<int:pk>/deletion/", customers.deletion, name="deletion"),
    path("<int:pk>/data/", forgetting.data, name="data"),
    path("<int:pk>/data/file/", forgetting.taken, name="data_taken"),
    # of two who are one
    path("<int:pk>/merging/", merging.merging, name="merging"),
    path("<int:pk>/merges/<int:merge_pk>/", merging.merge, name="merge"),
    # who else, where
    path("<int:pk>/contacts/", contacts.contact_list, name="contacts"),
    path("<int:pk>/contacts/<int:contact_pk>/", contacts.contact_page, name="contact"),
    path("<int:pk>/contacts/<int:contact_pk>/sending/", contacts.switch_sending, name="switch_sending"),
    path("<int:pk>/contacts/new/", contacts.add_contact, name="add_contact"),
    path("<int:pk>/contacts/<int:contact_pk>/edit/", contacts.edit_contact, name="edit_contact"),
    path("<int:pk>/contacts/<int:contact_pk>/removal/", contacts.remove_contact, name="remove_contact"),
    path("<int:pk>/addresses/new/", addresses.add_address, name="add_address"),
    path("<int:pk>/addresses/<int:address_pk>/edit/", addresses.edit_address, name="edit_address"),
    path("<int:pk>/addresses/<int:address_pk>/removal/", addresses.remove_address, name="remove_address"),
    # what they own
    path("<int:pk>/devices/", devices.device_list, name="devices"),
    path("<int:pk>/devices/new/", devices.add_device, name="add_device"),
    path("<int:pk>/devices/<int:device_pk>/edit/", devices.edit_device, name="edit_device"),
    path("<int:pk>/devices/<int:device_pk>/removal/", devices.remove_device, name="remove_device"),
]
