"""Events are append-only in the database too; forgetting a person may blank `said` and `salt`, merging may
re-point `customer_id`."""

from faena.journal.models import Event
from faena.lib import guards

guards.register(
    *guards.append_only(
        "journal_event",
        [field.column for field in Event._meta.local_concrete_fields],
        may_change=["customer_id", "said", "salt"],
    )
)
