"""Routes of the workshop."""

from django.urls import path

from faena.orders.views import intake, lists, paper, sheet, statuses, work

app_name = "orders"
urlpatterns = [
    path("", lists.order_list, name="list"),
    path("new/", intake.intake, name="new"),
    path("<int:pk>/", sheet.sheet, name="sheet"),
    # what happens to an order: each a page with its form, each POST one event
    path("<int:pk>/statuses/", statuses.add_status, name="statuses"),
    path("<int:pk>/statuses/<int:entry_pk>/withdrawal/", statuses.withdraw_status, name="withdraw"),
    path("<int:pk>/technician/", work.assign, name="technician"),
    path("<int:pk>/value/", work.value, name="value"),
    path("<int:pk>/payments/", work.collect, name="payments"),
    path("<int:pk>/closing/", work.close, name="closing"),
    # pictures and paper
    path("<int:pk>/photos/<int:photo_pk>/", statuses.photo, name="photo"),
    path("<int:pk>/photos/<int:photo_pk>/piece/", statuses.photo_piece, name="photo_piece"),
    path("<int:pk>/slip.pdf", paper.slip, name="slip"),
    path("<int:pk>/report.pdf", paper.report, name="report"),
]
