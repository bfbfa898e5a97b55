"""What of orders is personal (lib/personal.py)."""

from django.utils.translation import gettext_lazy as _

from faena.lib.personal import declare
from faena.orders.models import (
    InternalEntry,
    InternalStatus,
    OrderClosing,
    OrderFile,
    Part,
    Reminder,
    ServiceOrder,
    Signature,
    Status,
    StatusEntry,
    StatusPhoto,
    Telling,
    Terms,
    Voiding,
    Wording,
)

declare(
    ServiceOrder,
    of="customer",
    word="reason",
    emptied="accessories condition unlock_sealed",
    inner="unlock_sealed",
    plain="ref_kind ref_label",
    label=_("Orders"),
)
declare(Signature, of="order__customer", word="signer", emptied="strokes", label=_("Signatures"))
declare(Voiding, of="order__customer", word="reason")
declare(
    OrderClosing,
    of="order__customer",
    emptied="work_done report reopen_reason",
    inner="report reopen_reason",
    label=_("Final reports"),
)
declare(
    StatusEntry, of="order__customer", emptied="note note_key", inner="note_key", title="status", label=_("Statuses")
)
declare(InternalEntry, of="order__customer", emptied="note")
declare(StatusPhoto, of="entry__order__customer", files="file")
declare(OrderFile, of="order__customer", files="file")
declare(Telling, of="order__customer", word="address text", label=_("Messages"))
WHY = "what was used and charged; it has to agree with the amounts"
declare(Part, of="order__customer", kept=dict.fromkeys(("description", "description_key"), WHY))
declare(Terms, plain="text sha256")
declare(Status, plain="name customer_name")
declare(InternalStatus, plain="name")
declare(Wording, plain="language text")
declare(Reminder)
