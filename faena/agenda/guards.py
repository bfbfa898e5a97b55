"""No technician is in two places: timed active visits do not overlap. Touching ends are allowed. What shows that a
visit was done stays as it was, but for who sees a photo."""

from django.utils.translation import gettext_lazy as _

from faena.agenda.models import VisitSignature
from faena.lib import errors, guards

NAME = "visit_no_overlap"
BUSY = """
    SELECT RAISE(ABORT, 'visit_no_overlap') WHERE NEW.is_active AND NEW.starts_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM agenda_visit WHERE technician_id = NEW.technician_id AND is_active AND id <> NEW.id
        AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)"""

guards.register(
    guards.Guard(
        name=NAME,
        table="agenda_visit",
        sqlite=[
            f"CREATE TRIGGER {NAME} AFTER INSERT ON agenda_visit FOR EACH ROW BEGIN {BUSY}; END",
            f"CREATE TRIGGER {NAME}_moved AFTER UPDATE OF technician_id, starts_at, ends_at, is_active "
            f"ON agenda_visit FOR EACH ROW BEGIN {BUSY}; END",
        ],
        sqlite_drop=[f"DROP TRIGGER IF EXISTS {NAME}", f"DROP TRIGGER IF EXISTS {NAME}_moved"],
        postgres=[
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE agenda_visit ADD CONSTRAINT {NAME} EXCLUDE USING gist "
            "(technician_id WITH =, tstzrange(starts_at, ends_at) WITH &&) "
            "WHERE (is_active AND starts_at IS NOT NULL)",
        ],
        postgres_drop=[f"ALTER TABLE agenda_visit DROP CONSTRAINT IF EXISTS {NAME}"],
    )
)
guards.register(
    *guards.append_only(VisitSignature, may_blank=["signer", "strokes"]),
    guards.refuse("visit_photo_is_not_deleted", "agenda_visitphoto", "DELETE"),
    guards.refuse("visit_photo_stays", "agenda_visitphoto", "UPDATE OF visit_id, file_id, position"),
)
errors.says(NAME, _("The technician already has a visit at that time."), "hour", "taken")
