"""What of imports is personal (lib/personal.py). A row of a file tells of a whole person; it goes after a month."""

from django.utils.translation import gettext_lazy as _

from faena.lib import personal
from faena.lib.personal import Forgotten, declare
from faena.moving.models import Import, ImportPreset, ImportRow, OldId
from faena.moving.pasts import Past

declare(
    Past,
    of="customer",
    emptied="state device text text_key",
    kept={"old_number": "the number of the thing in the old system", "old_key": "the same, as it is looked for"},
    plain="currency",
    label=_("Of the old system"),
)
declare(Import, plain="counts delimiter encoding file_name plan problem sha256 system table")
declare(ImportRow, replaced="before raw remarks", plain="kept made ref_kind")
declare(ImportPreset, plain="fingerprint name plan system")
declare(OldId, replaced="old", plain="kind ref_kind system")


def _drop_what_was_brought(his: Forgotten) -> None:
    """A row of a file says all of him once more, and a key of the old system may be his document."""
    for brought in his.pointing(ImportRow, "ref_kind", "ref_id"):
        brought.update(raw=[], remarks=[], before={})
    for known in his.pointing(OldId, "ref_kind", "ref_id"):
        known.delete()


personal.after(_drop_what_was_brought)
