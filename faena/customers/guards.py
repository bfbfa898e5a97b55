"""The substring index over SearchTerm: FTS5 trigrams kept by triggers on SQLite, a trigram GIN index on PostgreSQL.

PostgreSQL is also told which text stands in which field. Without, it takes letters to be as common among the telephones
as they are among the names, and reads the table through for some that are soon found but never come."""

from faena.lib import guards, trigrams

TABLE = "customers_searchterm"
FTS = trigrams.index_of(TABLE)
SHARED = ("device", "address")  # fields whose texts many customers have in common
# A term with its group and field before it: "own name jose nunez". Statistics on it, not an index.
TAGGED = f"(CASE WHEN field IN {SHARED} THEN 'shared ' ELSE 'own ' END || field || ' ' || value)"

_made, _dropped = trigrams.kept_on_sqlite("search_term_trigrams", TABLE, "value")

guards.register(
    guards.Guard(
        name="search_term_trigrams",
        table=TABLE,
        sqlite=_made,
        sqlite_drop=_dropped,
        keeps=FTS,
        postgres=[
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE EXTENSION IF NOT EXISTS btree_gin",
            f"CREATE INDEX IF NOT EXISTS search_term_trigrams ON {TABLE} USING gin (field, value gin_trgm_ops)",
            f"CREATE STATISTICS IF NOT EXISTS search_term_tagged ON {TAGGED} FROM {TABLE}",
        ],
        postgres_drop=[],
    )
)
