"""What of visits is personal (lib/personal.py)."""

from django.utils.translation import gettext_lazy as _

from faena.agenda.models import Absence, Feed, Visit, VisitKind, VisitPhoto, VisitSignature
from faena.lib.personal import declare

declare(
    Visit,
    of="customer",
    word="address ending",
    emptied="notes serial",
    inner="notes ending",
    plain="ref_kind ref_label",
    label=_("Visits"),
)
declare(VisitPhoto, of="visit__customer", files="file")
declare(VisitSignature, of="visit__customer", word="signer", emptied="strokes", label=_("Signatures"))
declare(VisitKind, plain="name")
declare(Absence, staff="reason")
declare(Feed, plain="token_hash token_sealed")
