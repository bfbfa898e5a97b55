"""Pages of accounts: getting in (entrance), the first steps (welcome), one's own (me), everybody's (users)."""

from faena.accounts.views.me import language

__all__ = ["language"]
