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
    "scope customers/options.py:seen_of.lambda reached(model.objects.filter(customer=customer), reach, user)": (
        "the page finds its customer within reach first"
    ),
    "shown customers/options.py:options_of scope(request.user, option.perm)": (
        "the page finds its customer within reach first"
    ),
    "scope home/views.py:_seen reached(of_one, reach, ask('user', User._meta.pk))": (
        "the page finds its customer within reach first"
    ),
    "shown home/views.py:_asked scope(request.user, perm)": ("the page finds its customer within reach first"),
    "scope home/views.py:customer_orders ServiceOrder.objects.visible_to(request.user)": (
        "the page finds its customer within reach first"
    ),
    "scope home/views.py:pasts Past.objects.visible_to(request.user)": (
        "the page finds its customer within reach first"
    ),
    "scope tickets/views/opening.py:_followed Ticket.objects.visible_to(request.user)": (
        "the page finds its customer within reach first"
    ),
    "scope home/views.py:device ServiceOrder.objects.visible_to(request.user)": (
        "the page finds its device within reach first, and an order is of whoever has its device"
    ),
    "scope accounts/views/saved_views.py:_changeable SavedView.objects.visible_to(request.user)": (
        "who may change a view (may_change) is asked beside it, and that is nobody but who sees it"
    ),
    "scope tickets/views/page.py:_order ServiceOrder.objects.visible_to(request.user)": (
        "the page finds its ticket within reach first, and an order that came from a ticket stays its customer's"
    ),
    "scope customers/search/query.py:why_found SearchTerm.objects.visible_to(user)": (
        "what is said of a match is read within reach (hits_of)"
    ),
}
