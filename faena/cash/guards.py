"""Money received is never changed: what was wrong is reversed. Change is given on cash only, and leaves the payment
what it is. The rates by which money was counted are never changed either, nor which receipts were printed. An account
knows what came in on it. An opening balance stays as it was written down."""

from faena.cash.models import (
    BalanceVoiding,
    Change,
    Collection,
    ExchangeRate,
    Payment,
    ReceiptPrint,
    Reversal,
    Tender,
)
from faena.customers.guards import unless_moving
from faena.lib import guards

BALANCE = "cash_openingbalance"
# The tender of the change in NEW: of its payment, in cash, and worth more than goes back.
_CASH_TENDER = (
    "SELECT 1 FROM cash_tender t JOIN cash_paymentmethod m ON m.id = t.method_id WHERE t.id = NEW.tender_id "
    "AND t.payment_id = NEW.payment_id AND m.kind = 'cash' AND t.amount_in_charge_currency > NEW.worth"
)
# The payment of the change in NEW, where less would be left of its tenders than it says.
_TOO_MUCH = (
    "SELECT 1 FROM cash_payment p WHERE p.id = NEW.payment_id AND p.amount + NEW.worth > "
    "(SELECT COALESCE(SUM(amount_in_charge_currency), 0) FROM cash_tender WHERE payment_id = p.id) - "
    "(SELECT COALESCE(SUM(worth), 0) FROM cash_change WHERE payment_id = p.id)"
)

MAY_BLANK = {Payment: ["note", "day_reason"], Tender: ["reference"], Reversal: ["reason"], BalanceVoiding: ["reason"]}
for model in (Payment, Tender, Change, Reversal, ExchangeRate, ReceiptPrint, BalanceVoiding):
    guards.register(*guards.append_only(model, may_blank=MAY_BLANK.get(model, ())))
guards.register(
    guards.keep(
        "charge_knows_what_came_in",
        Payment._meta.db_table,
        "INSERT",
        "UPDATE cash_charge SET received = received + NEW.amount WHERE id = NEW.charge_id",
    ),
    guards.keep(
        "charge_knows_what_went_back",
        Reversal._meta.db_table,
        "INSERT",
        "UPDATE cash_charge SET received = received - (SELECT amount FROM cash_payment WHERE id = NEW.payment_id) "
        "WHERE id = (SELECT charge_id FROM cash_payment WHERE id = NEW.payment_id)",
    ),
    guards.refuse(
        "change_is_the_rest_of_cash",
        Change._meta.db_table,
        "INSERT",
        exists=f"SELECT 1 WHERE NOT EXISTS ({_CASH_TENDER}) OR EXISTS ({_TOO_MUCH})",
    ),
    *guards.append_only(Collection, may_change=["customer_id"]),
    guards.refuse(
        "collection_keeps_its_customer",
        Collection._meta.db_table,
        "UPDATE OF customer_id",
        exists=unless_moving("OLD.customer_id", "NEW.customer_id"),  # he may be merged into another
    ),
    guards.refuse(
        "opening_balance_keeps_its_facts",
        BALANCE,
        "UPDATE OF number, branch_id, charge_id, by_id, at",
    ),
    guards.refuse(
        "opening_balance_keeps_its_customer",
        BALANCE,
        "UPDATE OF customer_id",
        exists=unless_moving("OLD.customer_id", "NEW.customer_id"),  # he may be merged into another
    ),
)
