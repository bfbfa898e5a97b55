"""Routes of home."""

from django.urls import path

from faena.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("guide/", views.guide_of, name="guide"),
    path("guide/<slug:key>/", views.chapter, name="chapter"),
    # a company begins
    path("settings/first-steps/", views.first_steps_page, name="first_steps"),
    path("settings/first-steps/hiding/", views.hide_first_steps, name="hide_first_steps"),
    path("settings/test-mail/", views.test_mail, name="test_mail"),
    path("settings/test-print/", views.test_print, name="test_print"),
    path("settings/test-print.png", views.test_print_picture, name="test_print_picture"),
    path("settings/test-print.pdf", views.test_print_pdf, name="test_print_pdf"),
    # a customer, a device
    path("customers/<int:pk>/", views.record, name="record"),
    path("customers/<int:pk>/orders/", views.customer_orders, name="customer_orders"),
    path("customers/<int:pk>/before/", views.pasts, name="pasts"),
    path("before/<int:past_pk>/", views.past, name="past"),
    path("devices/<int:device_pk>/", views.device, name="device"),
]
