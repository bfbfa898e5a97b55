"""Events and accesses are append-only in the database too; forgetting a person may blank what is personal. An access
that is not sealed yet is still counted on, and is sealed once."""

from faena.journal.models import Access, AccessHead, Event
from faena.lib import guards

SAID = ["said", "salt"]
ORIGIN = ["address", "agent", "origin_salt"]
UNTIL_SEALED = ["count", "is_whole", "open_until", "hourly_key", "seq", "prev_hash", "hash"]
ACCESS = Access._meta.db_table

guards.register(
    *guards.append_only(Event, may_change=SAID),
    guards.refuse(
        "journal_event_text_is_only_blanked", "journal_event", "UPDATE OF said, salt", when="NEW.said IS NOT NULL"
    ),
    *guards.append_only(Access, may_change=[*SAID, *ORIGIN, *UNTIL_SEALED]),
    guards.refuse(f"{ACCESS}_is_sealed_once", ACCESS, f"UPDATE OF {', '.join(UNTIL_SEALED)}", when="OLD.hash <> ''"),
    guards.refuse(
        f"{ACCESS}_text_is_only_blanked", ACCESS, f"UPDATE OF {', '.join(SAID)}", when="NEW.said IS NOT NULL"
    ),
    guards.refuse(
        f"{ACCESS}_origin_is_only_blanked",
        ACCESS,
        f"UPDATE OF {', '.join(ORIGIN)}",
        when="NEW.address <> '' OR NEW.agent <> '' OR NEW.origin_salt <> ''",
    ),
    guards.refuse(f"{AccessHead._meta.db_table}_is_never_deleted", AccessHead._meta.db_table, "DELETE"),
)
