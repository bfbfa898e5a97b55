"""Routes of the cash."""

from django.urls import path

from faena.cash.views import collecting, payments, receipts, reversals

app_name = "cash"
urlpatterns = [
    path("", payments.payment_list, name="list"),
    path("new/", collecting.find, name="find"),
    path("accounts/<int:charge_pk>/", collecting.collect, name="collect"),
    path("accounts/<int:charge_pk>/sums/", collecting.sums, name="sums"),
    path("<int:pk>/", payments.payment, name="payment"),
    path("<int:pk>/reversal/", reversals.reverse_payment, name="reversal"),
    path("<int:pk>/receipt.png", receipts.picture, name="receipt_picture"),
    path("<int:pk>/prints/", receipts.print_receipt, name="prints"),
    path("<int:pk>/prints/<int:number>.pdf", receipts.printed, name="print"),
]
