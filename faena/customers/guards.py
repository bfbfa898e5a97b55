"""The substring index over SearchTerm: FTS5 trigrams kept by triggers on SQLite, a trigram GIN index on PostgreSQL.

PostgreSQL is also told which text stands in which field. Without, it takes letters to be as common among the telephones
as they are among the names, and reads the table through for some that are soon found but never come.

And the merges of customers: written once, undone once. Only while one is moving may what is settled go over to another
customer: the guards of the rooms above ask `moving` between which two."""

from faena.customers.models import Merge
from faena.lib import guards, trigrams

TABLE = "customers_searchterm"
FTS = trigrams.ranked_index_of(TABLE)
SHARED = ("device", "address")  # fields whose texts many customers have in common
# SQLite finds them in this order, names first and last what many share. Another order needs an index of another name.
RANKS = trigrams.Ranks(
    "field",
    {"name": 0, "trade_name": 1, "document": 2, "phone": 3, "email": 4, "code": 5, "serial": 6, "contact": 7}
    | {"address": 14, "device": 15},
    other=8,  # the fields of rooms above
)
# A term with its group and field before it: "own name jose nunez". Statistics on it, not an index.
TAGGED = f"(CASE WHEN field IN {SHARED} THEN 'shared ' ELSE 'own ' END || field || ' ' || value)"

_made, _dropped = trigrams.kept_on_sqlite("search_term_trigrams", TABLE, "value", RANKS)

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


MERGE = "customers_merge"


def moving(old: str, new: str) -> str:
    """The SQL of a query that finds a merge, or the undoing of one, that moves things from customer `old` to `new`."""
    there, back = f"gone_id = {old} AND kept_id = {new}", f"kept_id = {old} AND gone_id = {new}"
    return f"SELECT 1 FROM {MERGE} WHERE is_moving AND (({there}) OR ({back}))"


def unless_moving(old: str, new: str) -> str:
    """The SQL of a query that finds a row while no such merge is moving."""
    return f"SELECT 1 WHERE NOT EXISTS ({moving(old, new)})"


guards.register(
    *guards.append_only(Merge, may_change=["is_moving", "undone_at", "undone_by_id"], may_blank=["facts", "doubles"]),
    guards.refuse("merge_stays_undone", MERGE, "UPDATE OF undone_at, undone_by_id", when="OLD.undone_at IS NOT NULL"),
    guards.refuse(
        "merge_moves_when_it_is_undone",
        MERGE,
        "UPDATE OF is_moving",
        when="NEW.is_moving AND NOT (OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL)",
    ),
)
