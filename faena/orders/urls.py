"""Routes of the workshop."""

from django.urls import path

from faena.orders.views import intake, lists, paper, part_list, parts, sheet, statuses, work

app_name = "orders"
urlpatterns = [
    path("", lists.order_list, name="list"),
    path("new/", intake.intake, name="new"),
    path("parts/", part_list.part_list, name="part_list"),
    path("<int:pk>/", sheet.sheet, name="sheet"),
    # what happens to an order: each a page with its form, each POST one event
    path("<int:pk>/statuses/", statuses.add_status, name="statuses"),
    path("<int:pk>/statuses/<int:entry_pk>/withdrawal/", statuses.withdraw_status, name="withdraw"),
    path("<int:pk>/technician/", work.assign, name="technician"),
    path("<int:pk>/edit/", work.edit, name="edit"),
    path("<int:pk>/parts/", parts.add_part, name="parts"),
    path("<int:pk>/parts/<int:part_pk>/", parts.edit_part, name="part"),
    path("<int:pk>/parts/<int:part_pk>/deletion/", parts.delete_part, name="delete_part"),
    path("<int:pk>/voiding/", work.void, name="voiding"),
    path("<int:pk>/value/", work.value, name="value"),
    path("<int:pk>/payments/", work.collect, name="payments"),
    path("<int:pk>/closing/", work.close, name="closing"),
    # pictures and paper
    path("<int:pk>/photos/<int:photo_pk>/", statuses.photo, name="photo"),
    path("<int:pk>/photos/<int:photo_pk>/piece/", statuses.photo_piece, name="photo_piece"),
    path("<int:pk>/slip.pdf", paper.slip, name="slip"),
    path("<int:pk>/report.pdf", paper.report, name="report"),
]
