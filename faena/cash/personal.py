"""What of accounts and payments is personal (lib/personal.py): amounts, days and numbers stay, words do not."""

from django.utils.translation import gettext_lazy as _

from faena.cash.models import (
    BalanceVoiding,
    Change,
    Charge,
    ExchangeRate,
    OpeningBalance,
    Payment,
    PaymentMethod,
    ReceiptPrint,
    Reversal,
    Tender,
)
from faena.lib.personal import declare

declare(
    Charge,
    of="customer",
    kept={"concept": "what the amount was for: the device, the plan"},
    plain="ref_kind ref_label account currency",
    kind="charge",
    label=_("Accounts"),
)
declare(Payment, of="charge__customer", emptied="note day_reason", inner="note day_reason", label=_("Payments"))
declare(Tender, of="payment__charge__customer", emptied="reference", plain="method_name currency rate_unit")
declare(Change, plain="method_name currency rate_unit")
declare(Reversal, of="payment__charge__customer", word="reason")
declare(
    OpeningBalance,
    of="customer",
    kept={"old_number": "the number of the debt in the old system", "old_key": "the same, as it is looked for"},
    label=_("Opening balances"),
)
declare(BalanceVoiding, of="opening_balance__customer", word="reason")
declare(PaymentMethod, plain="name currency")
declare(ExchangeRate, plain="unit other")
declare(ReceiptPrint)
