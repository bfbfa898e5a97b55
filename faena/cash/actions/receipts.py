"""The receipt of a payment, on paper: every print is written down, so that only the first one is an original (W35)."""

from faena.accounts.models import User
from faena.cash.actions.charges import locked_charge
from faena.cash.models import Payment, ReceiptPrint
from faena.company.models import SlipPaper
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.refs import Ref


@action(Perm.PAYMENT_SEE)
def print_receipt(payment: Payment, *, paper: str = SlipPaper.ROLL_80, by: User) -> ReceiptPrint:
    """The receipt goes to the printer. Printing again is no mistake: it makes a copy, and says so."""
    charge = locked_charge(payment.charge)
    check_reach(charge, by, Perm.PAYMENT_SEE)
    number = ReceiptPrint.objects.filter(payment=payment).count() + 1
    made = ReceiptPrint.objects.create(payment=payment, number=number, paper=paper, by=by)
    record(
        "receipt.printed" if number == 1 else "receipt.copied",
        Ref("charge", charge.pk, charge.account),
        facts={"receipt": str(payment), "payment_id": payment.pk, "number": number},
        customer_id=charge.customer_id,
        by=by,
    )
    return made
