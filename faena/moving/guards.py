"""What the old system knew stays as it came, but for words of a person, which may be blanked; its words are indexed,
parts of them too."""

from faena.customers.guards import unless_moving
from faena.lib import guards, trigrams

PAST = "moving_past"
_made, _dropped = trigrams.kept_on_sqlite("past_words", PAST, "text_key")

guards.register(
    guards.refuse(
        "past_keeps_its_facts",
        PAST,
        "UPDATE OF kind, old_number, listed_on, began_on, ended_on, amount, paid, currency, by_id, at",
    ),
    guards.refuse(
        "past_keeps_its_customer",
        PAST,
        "UPDATE OF customer_id",
        exists=unless_moving("OLD.customer_id", "NEW.customer_id"),  # he may be merged into another
    ),
    guards.Guard(
        name="past_words",
        table=PAST,
        sqlite=_made,
        sqlite_drop=_dropped,
        keeps=trigrams.index_of(PAST),
        postgres=[
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            f"CREATE INDEX IF NOT EXISTS past_words ON {PAST} USING gin (text_key gin_trgm_ops)",
        ],
        postgres_drop=[],
    ),
)
