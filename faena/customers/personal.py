"""What of a customer's own tables is personal (lib/personal.py)."""

from django.utils.translation import gettext_lazy as _

from faena.customers.models import AccessLink, Address, Contact, Customer, Device, Merge, SearchTerm
from faena.lib.personal import declare

declare(
    Customer,
    of="pk merged_into",
    replaced="name sort_name",
    emptied="trade_name document_kind document document_key phone email notes",
    kept={"language": "the language of papers that are made anew"},
    label=_("Customer"),
)
declare(Contact, of="customer", goes=True, emptied="name kind phone other_phone email", label=_("Contacts"))
declare(
    Address,
    of="customer",
    goes=True,
    emptied="label line district city state postcode landmark",
    label=_("Addresses"),
)
declare(
    Device,
    of="customer",
    emptied="serial serial_key",
    kept=dict.fromkeys(("kind", "brand", "model"), "what was repaired, not whose it was"),
    label=_("Devices"),
)
declare(Merge, of="kept gone", emptied="facts doubles", plain="moved made")
declare(SearchTerm, of="customer", replaced="value", plain="field source_kind")
declare(AccessLink, plain="ref_kind ref_label token_hash token_sealed code_hash code_sealed")
