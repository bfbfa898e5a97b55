"""What was done with a ticket stays as it was done: statuses, comments and their files are written once, a closing
takes the mark of its reopening once, and a holding its end. The words of closings are indexed, parts of them too."""

from faena.lib import guards, trigrams
from faena.tickets.models import Comment, CommentFile, Holding, StatusChange, TicketClosing

CLOSING, HOLDING = "tickets_closing", "tickets_holding"
WORDS = trigrams.index_of(CLOSING)
_made, _dropped = trigrams.kept_on_sqlite("ticket_closing_words", CLOSING, "text_key")

guards.register(
    *guards.append_only(StatusChange),
    *guards.append_only(Comment, may_blank=["text", "result"]),
    *guards.append_only(CommentFile),
    guards.refuse("ticket_closing_is_not_deleted", CLOSING, "DELETE"),
    guards.refuse(
        "ticket_closing_keeps_its_facts",
        CLOSING,
        "UPDATE OF ticket_id, outcome, opened_type_id, type_id, is_visible, due_at, position_id, by_id, at",
    ),
    guards.only_blanked("ticket_closing_keeps_its_words", TicketClosing, "text", "text_key"),
    guards.refuse(
        "ticket_closing_stays_reopened",
        CLOSING,
        "UPDATE OF reopened_at, reopened_by_id",
        when="OLD.reopened_at IS NOT NULL",
    ),
    guards.only_blanked(
        "ticket_closing_keeps_its_reopening", TicketClosing, "reopen_reason", when="OLD.reopened_at IS NOT NULL"
    ),
    guards.Guard(
        name="ticket_closing_words",
        table=CLOSING,
        sqlite=_made,
        sqlite_drop=_dropped,
        keeps=WORDS,
        postgres=[
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            f"CREATE INDEX IF NOT EXISTS ticket_closing_words ON {CLOSING} USING gin (text_key gin_trgm_ops)",
        ],
        postgres_drop=[],
    ),
    guards.refuse("holding_is_not_deleted", HOLDING, "DELETE"),
    guards.refuse("holding_keeps_its_facts", HOLDING, "UPDATE OF ticket_id, user_id, position_id, since, by_id"),
    guards.only_blanked("holding_keeps_its_words", Holding, "reason"),
    guards.refuse("holding_stays_ended", HOLDING, "UPDATE OF until", when="OLD.until IS NOT NULL"),
)
