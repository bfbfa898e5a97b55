"""Events are append-only in the database too; forgetting a person may blank `said` and `salt`."""

from faena.journal.models import Event
from faena.lib import guards

guards.register(
    *guards.append_only(Event, may_change=["said", "salt"]),
    guards.refuse(
        "journal_event_text_is_only_blanked", "journal_event", "UPDATE OF said, salt", when="NEW.said IS NOT NULL"
    ),
)
