"""What of plans and invoices is personal (lib/personal.py). Name, document and address stay on the invoices for the
years that law asks for, where a Master alone reads them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from faena.billing.actions.keeping import keep_billed
from faena.billing.models import Cancellation, Invoice, InvoiceLine, Keeping, Plan, Subscription
from faena.lib import personal
from faena.lib.personal import declare

LAW = "law asks for it on invoices: a job erases it after the years of Settings"
declare(
    Subscription,
    of="customer",
    emptied="login ip mac address reason",
    plain="currency access_point",
    label=_("Plans"),
)
declare(
    Invoice,
    of="customer",
    kept=dict.fromkeys(("billed_name", "billed_document", "billed_address"), LAW),
    inner="billed_name billed_document billed_address",
    label=_("Invoices"),
)
declare(InvoiceLine, of="invoice__customer", kept={"description": "what was billed"})
declare(Cancellation, of="invoice__customer", word="reason")
declare(Plan, plain="name currency")


def _years() -> str:
    years = Keeping.the().years
    return ngettext(
        "Invoices keep name, document and address for %(years)s year after their issue, for a Master alone.",
        "Invoices keep name, document and address for %(years)s years after their issue, for a Master alone.",
        years,
    ) % {"years": years}


personal.before(keep_billed)
personal.keeps(_years)
