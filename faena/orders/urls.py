"""Routes of the workshop."""

from django.urls import path

from faena.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("new/", views.intake, name="new"),
    path("<int:pk>/", views.sheet, name="sheet"),
    # what happens to an order: each a page with its form, each POST one event
    path("<int:pk>/statuses/", views.add_status, name="statuses"),
    path("<int:pk>/statuses/<int:entry_pk>/withdrawal/", views.withdraw_status, name="withdraw"),
    path("<int:pk>/technician/", views.assign, name="technician"),
    path("<int:pk>/value/", views.value, name="value"),
    path("<int:pk>/payments/", views.collect, name="payments"),
    path("<int:pk>/closing/", views.close, name="closing"),
    # pictures and paper
    path("<int:pk>/photos/<int:photo_pk>/", views.photo, name="photo"),
    path("<int:pk>/photos/<int:photo_pk>/piece/", views.photo_piece, name="photo_piece"),
    path("<int:pk>/slip.pdf", views.slip, name="slip"),
    path("<int:pk>/report.pdf", views.report, name="report"),
]
