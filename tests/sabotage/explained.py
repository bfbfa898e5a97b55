"""Defences that may fall without anybody seeing it: whoever comes so far reaches everything there, or it decides
something else than who sees what. `dev.py sabotage` prints them apart. tests/tools/test_sabotage_lists.py holds each
against the table of grants, so that whoever changes a cell there reads which of them has to be tested from then on."""

from faena.gate.grants import Perm

# Doors that lead there, and what is asked there: each role that any of the doors lets in has all of it.
ALL_BEHIND: dict[str, tuple[tuple[Perm, ...], Perm]] = {
    "right customers/actions/forgetting.py:forget_customer check_reach(customer, by, Perm.CUSTOMER_FORGET)": (
        (Perm.CUSTOMER_FORGET,), Perm.CUSTOMER_FORGET,
    ),
    "right customers/actions/merging.py:merge_customers check_reach(gone, by, Perm.CUSTOMER_RETIRE)": (
        (Perm.CUSTOMER_RETIRE,), Perm.CUSTOMER_RETIRE,
    ),
    "right customers/actions/merging.py:merge_customers check_reach(kept, by, Perm.CUSTOMER_RETIRE)": (
        (Perm.CUSTOMER_RETIRE,), Perm.CUSTOMER_RETIRE,
    ),
    "right customers/actions/merging.py:undo_merge check_reach(kept, by, Perm.CUSTOMER_RETIRE)": (
        (Perm.CUSTOMER_RETIRE,), Perm.CUSTOMER_RETIRE,
    ),
    "scope cash/views/balances.py:balances OpeningBalance.objects.visible_to(request.user, Perm.BALANCE_OPEN)": (
        (Perm.BALANCE_OPEN,), Perm.BALANCE_OPEN,
    ),
    "scope cash/views/reversals.py:_reversible Payment.objects.visible_to(request.user, Perm.PAYMENT_REVERSE)": (
        (Perm.PAYMENT_REVERSE,), Perm.PAYMENT_REVERSE,
    ),
    "scope customers/views/merging.py:_chosen Customer.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE)": (
        (Perm.CUSTOMER_RETIRE,), Perm.CUSTOMER_RETIRE,
    ),
    "scope customers/views/merging.py:merge Merge.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE)": (
        (Perm.CUSTOMER_RETIRE,), Perm.CUSTOMER_RETIRE,
    ),
    "scope customers/views/several.py:_with_chosen Customer.objects.visible_to(request.user)": (
        (Perm.CUSTOMER_ASSIGN, Perm.CUSTOMER_RETIRE), Perm.CUSTOMER_SEE,
    ),
    "scope moving/views/common.py:fetch Import.objects.visible_to(request.user)": ((Perm.IMPORT,), Perm.IMPORT),
    "scope moving/views/files.py:imports Import.objects.visible_to(request.user)": ((Perm.IMPORT,), Perm.IMPORT),
    "scope notifications/views/outbox.py:message_list Message.objects.visible_to(request.user)": (
        (Perm.MESSAGE_RETRY,), Perm.MESSAGE_RETRY,
    ),
    "scope notifications/views/outbox.py:sending Message.objects.visible_to(request.user)": (
        (Perm.MESSAGE_RETRY,), Perm.MESSAGE_RETRY,
    ),
    "scope tickets/views/closing.py:_earlier TicketClosing.objects.visible_to(request.user)": (
        (Perm.TICKET_HANDLE,), Perm.TICKET_SEE,
    ),
    "scope tickets/views/several.py:_with_chosen Ticket.objects.visible_to(request.user)": (
        (Perm.TICKET_TAKE, Perm.TICKET_HANDLE), Perm.TICKET_SEE,
    ),
}  # fmt: skip
# Each role has the permission that is asked. A page is for people: no token narrows what they may.
EVERYBODY: dict[str, Perm] = {
    "shown customers/views/several.py:together may(user, Perm.LIST_EXPORT)": Perm.LIST_EXPORT,
    "shown home/first_page.py:first_page may(user, Perm.AGENDA_SEE)": Perm.AGENDA_SEE,
    "shown home/tiles.py:tiles_of may(user, Perm.PAYMENT_SEE)": Perm.PAYMENT_SEE,
    "shown home/tiles.py:worklists_of may(user, Perm.AGENDA_SEE)": Perm.AGENDA_SEE,
    "shown home/tiles.py:worklists_of may(user, Perm.ORDER_SEE)": Perm.ORDER_SEE,
    "shown home/tiles.py:worklists_of may(user, Perm.TICKET_SEE)": Perm.TICKET_SEE,
    "shown home/views.py:_care may(user, Perm.AGENDA_SEE)": Perm.AGENDA_SEE,
    "shown home/views.py:_care may(user, Perm.TICKET_SEE)": Perm.TICKET_SEE,
    "shown orders/offers.py:what_comes_next may(user, Perm.ORDER_EDIT)": Perm.ORDER_EDIT,
    "shown orders/offers.py:what_comes_next may(user, Perm.PAYMENT_REGISTER)": Perm.PAYMENT_REGISTER,
    "shown orders/views/several.py:together may(request.user, Perm.LIST_EXPORT)": Perm.LIST_EXPORT,
    "shown orders/views/sheet.py:_lines may(request.user, Perm.LINK_SEND)": Perm.LINK_SEND,
    "shown orders/views/telling.py:Ways.by_channel may(self.request.user, Perm.LINK_SEND)": Perm.LINK_SEND,
    "shown orders/views/terms.py:on_sheet may(user, Perm.ORDER_EDIT)": Perm.ORDER_EDIT,
    "shown orders/views/visits.py:on_sheet may(request.user, Perm.AGENDA_SEE)": Perm.AGENDA_SEE,
    "shown tickets/offers.py:offers_of may(user, Perm.ORDER_OPEN)": Perm.ORDER_OPEN,
    "shown tickets/views/page.py:_around may(request.user, Perm.BILLING_SEE)": Perm.BILLING_SEE,
    "shown tickets/views/several.py:together may(user, Perm.LIST_EXPORT)": Perm.LIST_EXPORT,
    "shown tickets/views/workshop.py:_may_open_orders may(request.user, Perm.ORDER_OPEN)": Perm.ORDER_OPEN,
}
OTHERWISE = {
    "shown customers/search/engines.py:engine_for scope(user, Perm.CUSTOMER_SEE)": (
        "which of two ways is asked, by what is quick for few rows; the rows are narrowed before"
    ),
    "shown tickets/offers.py:offers_of may(user, Perm.TICKET_TAKE)": (
        "spares a question: what an offer needs is asked again of each before it is drawn"
    ),
    "shown tickets/offers.py:offers_of may(user, Perm.TICKET_TAKE) #2": (
        "which of two offers is under the thumb; who may not take may not forward either and is shown neither"
    ),
}
EXPLAINED = (
    {name: f"each role behind {', '.join(doors)} has all of {asked}" for name, (doors, asked) in ALL_BEHIND.items()}
    | {name: f"each role has {asked}" for name, asked in EVERYBODY.items()}
    | OTHERWISE
)
