"""Defences that may fall without anybody getting further, because another one stands behind or before them; each with
what that is. They stay for the day on which the other one changes."""

DOUBLED = {
    "grant report.see seller own → all": "a seller sees only the closings of his customers' tickets (TICKET_SEE)",
    "grant list.export seller own → all": "the rows of a file are those of the list, within reach of what it shows",
    "grant order.open seller own → all": "an intake asks beside it whether the customer is in reach (CUSTOMER_SEE)",
    "right agenda/actions/booking.py:book_visit check_reach(customer, by, Perm.CUSTOMER_SEE)": (
        "whoever may book (AGENDA_ACT) sees every customer"
    ),
    "scope billing/views/plans.py:plans Subscription.objects.visible_to(request.user)": (
        "the page finds its customer within reach first"
    ),
    "scope billing/views/statement.py:_invoices Invoice.objects.visible_to(request.user)": (
        "the page finds its customer within reach first"
    ),
}
