"""The substring index over SearchTerm: FTS5 trigrams kept by triggers on SQLite, a trigram GIN index on PostgreSQL.

PostgreSQL is also told which text stands in which field. Without, it takes letters to be as common among the telephones
as they are among the names, and reads the table through for some that are soon found but never come."""

from faena.lib import guards

TABLE, FTS = "customers_searchterm", "customers_searchterm_fts"
SHARED = ("device", "address")  # fields whose texts many customers have in common
# A term with its group and field before it: "own name jose nunez". Statistics on it, not an index.
TAGGED = f"(CASE WHEN field IN {SHARED} THEN 'shared ' ELSE 'own ' END || field || ' ' || value)"

guards.register(
    guards.Guard(
        name="search_term_trigrams",
        table=TABLE,
        sqlite=[
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} "
            f"USING fts5(value, content='{TABLE}', content_rowid='id', tokenize='trigram')",
            f"CREATE TRIGGER search_term_trigrams AFTER INSERT ON {TABLE} "
            f"BEGIN INSERT INTO {FTS}(rowid, value) VALUES (NEW.id, NEW.value); END",
            f"CREATE TRIGGER search_term_trigrams_deleted AFTER DELETE ON {TABLE} "
            f"BEGIN INSERT INTO {FTS}({FTS}, rowid, value) VALUES ('delete', OLD.id, OLD.value); END",
            f"CREATE TRIGGER search_term_trigrams_changed AFTER UPDATE OF value ON {TABLE} BEGIN "
            f"INSERT INTO {FTS}({FTS}, rowid, value) VALUES ('delete', OLD.id, OLD.value); "
            f"INSERT INTO {FTS}(rowid, value) VALUES (NEW.id, NEW.value); END",
            f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')",
        ],
        sqlite_drop=[
            "DROP TRIGGER IF EXISTS search_term_trigrams",
            "DROP TRIGGER IF EXISTS search_term_trigrams_deleted",
            "DROP TRIGGER IF EXISTS search_term_trigrams_changed",
        ],
        postgres=[
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE EXTENSION IF NOT EXISTS btree_gin",
            f"CREATE INDEX IF NOT EXISTS search_term_trigrams ON {TABLE} USING gin (field, value gin_trgm_ops)",
            f"CREATE STATISTICS IF NOT EXISTS search_term_tagged ON {TAGGED} FROM {TABLE}",
        ],
        postgres_drop=[],
    )
)
