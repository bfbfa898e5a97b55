"""Routes of the workshop."""

from django.urls import path

from faena.orders.views import intake, lists, paper, sheet, statuses, terms, work

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
    # the terms: versions, which of them an order is under, its signature
    path("terms/", terms.terms, name="terms"),
    path("terms/removal/", terms.end, name="end_terms"),
    path("terms/<int:terms_pk>/", terms.version, name="terms_version"),
    path("<int:pk>/terms/", terms.renew, name="renew_terms"),
    path("<int:pk>/signature/", terms.sign, name="signature"),
    path("<int:pk>/signature.svg", terms.drawing, name="signature_svg"),
    # pictures and paper
    path("<int:pk>/photos/<int:photo_pk>/", statuses.photo, name="photo"),
    path("<int:pk>/photos/<int:photo_pk>/piece/", statuses.photo_piece, name="photo_piece"),
    path("<int:pk>/slip.pdf", paper.slip, name="slip"),
    path("<int:pk>/report.pdf", paper.report, name="report"),
]
