"""Routes of the cash."""

from django.urls import path

from faena.cash.views import balances, collecting, payments, receipts, reversals, several

app_name = "cash"
urlpatterns = [
    path("", payments.payment_list, name="list"),
    path("new/", collecting.find, name="find"),
    path("accounts/<int:charge_pk>/", collecting.collect, name="collect"),
    path("accounts/<int:charge_pk>/sums/", collecting.sums, name="sums"),
    path("customers/<int:customer_pk>/", several.collect, name="several"),
    path("customers/<int:customer_pk>/sums/", several.sums, name="several_sums"),
    path("collections/<int:collection_pk>/", several.collection, name="collection"),
    path("collections/<int:collection_pk>/receipts.png", several.picture, name="collection_picture"),
    path("collections/<int:collection_pk>/prints/", several.prints, name="collection_prints"),
    path("collections/<int:collection_pk>/prints/<int:number>.pdf", several.printed, name="collection_print"),
    # what was owed before the program
    path("customers/<int:pk>/balances/", balances.balances, name="balances"),
    path("customers/<int:customer_pk>/balances/new/", balances.open_balance, name="open_balance"),
    path("balances/<int:balance_pk>/", balances.balance, name="balance"),
    path("balances/<int:balance_pk>/voiding/", balances.void_balance, name="void_balance"),
    # one payment
    path("<int:pk>/", payments.payment, name="payment"),
    path("<int:pk>/reversal/", reversals.reverse_payment, name="reversal"),
    path("<int:pk>/receipt.png", receipts.picture, name="receipt_picture"),
    path("<int:pk>/prints/", receipts.print_receipt, name="prints"),
    path("<int:pk>/prints/<int:number>.pdf", receipts.printed, name="print"),
]
