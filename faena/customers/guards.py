"""The substring index over SearchTerm: FTS5 trigrams kept by triggers on SQLite, a trigram GIN index on PostgreSQL."""

from faena.lib import guards

TABLE, FTS = "customers_searchterm", "customers_searchterm_fts"

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
            f"CREATE INDEX IF NOT EXISTS search_term_trigrams ON {TABLE} USING gin (value gin_trgm_ops)",
            # LIKE 'ab%' walks an index only in the order of code points, whatever the database's collation.
            f"CREATE INDEX IF NOT EXISTS search_term_beginnings ON {TABLE} (value text_pattern_ops)",
        ],
        postgres_drop=[],
    )
)
