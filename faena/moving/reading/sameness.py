"""Which rows of a table are about one customer, and which say what an earlier one said. Numbers are kept, no texts."""

import sqlite3
from typing import Final

from django.utils.translation import gettext as _

from faena.lib.taxid import document_key
from faena.moving.reading.facts import CustomerRead, Facts
from faena.moving.reading.headers import folded
from faena.moving.reading.row import Row

_MASK: Final = 2**62 - 1
_CACHE: Final = 16_000  # kB of the table of hashes that stay in memory


class Seen:
    """What came before in the table: hashes of 62 bits and numbers of rows, in a private file of SQLite's that goes
    with it, so that a million rows take no more memory than a thousand."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._kept.execute("PRAGMA journal_mode = OFF")
        self._kept.execute(f"PRAGMA cache_size = -{_CACHE}")
        self._kept.execute("CREATE TABLE kept (hash INTEGER PRIMARY KEY, said INTEGER NOT NULL) WITHOUT ROWID")
        self._kept.execute("BEGIN")

    def close(self) -> None:
        self._kept.close()

    def is_repeated(self, row: Row) -> bool:
        """Whether the whole row was there before."""
        return self._first("row", tuple(str(cell) for cell in row.line.cells), 1) is not None

    def earlier(self, keys: tuple[str, ...], number: int) -> int:
        """The first row that one of the keys names too, 0 for none."""
        names = [key for key in keys if not key.startswith("login:")]
        before = [self._first("key", key, number) for key in names]
        earlier = next((found for found in before if found is not None), 0)
        if earlier:
            new = [key for key, found in zip(names, before, strict=True) if found is None]
            self._kept.executemany(
                "UPDATE kept SET said = ? WHERE hash = ?", [(earlier, _hash("key", key)) for key in new]
            )
        return earlier

    def compare_names(self, row: Row, customer: CustomerRead, same_as: int) -> None:
        """Another spelling of a customer's name; the same name of two customers."""
        written = hash(customer.name) & _MASK
        if same_as:
            if self._said("name of", same_as) != written:
                why = _("This is the customer of row %(row)s under another name.") % {"row": same_as}
            else:
                why = _("This is the customer of row %(row)s.") % {"row": same_as}
            row.change("name", customer.name, "", why)
            return
        self._first("name of", row.line.number, written)
        if other := self._first("name", folded(customer.name), row.line.number):
            row.warn("name", _("Row %(row)s has the same name.") % {"row": other})

    def login_before(self, login: str, number: int) -> int:
        """The row that has the login: an earlier one, or this."""
        return self._first("login", folded(login), number) or number

    def _said(self, about: str, what: object) -> int | None:
        found = self._kept.execute("SELECT said FROM kept WHERE hash = ?", (_hash(about, what),)).fetchone()
        return found[0] if found else None

    def _first(self, about: str, what: object, said: int) -> int | None:
        """What was said of it first; None, and it is kept, where nothing was."""
        done = self._kept.execute("INSERT OR IGNORE INTO kept VALUES (?, ?)", (_hash(about, what), said))
        return None if done.rowcount else self._said(about, what)


def _hash(about: str, what: object) -> int:
    return hash((about, what)) & _MASK


def keys_of(customer: CustomerRead, login: str = "") -> tuple[str, ...]:
    """The strongest first."""
    keys = []
    if customer.old_code:
        keys.append(f"old:{customer.old_code}")
    if customer.document:
        keys.append(f"document:{document_key(customer.document_kind, customer.document)[:60]}")
    if login:
        keys.append(f"login:{folded(login)}")
    return tuple(keys)


def keys_of_owner(row: Row) -> tuple[str, ...]:
    """Of the customer whom a row that is about another's thing names."""
    keys = []
    if code := (row.code("owner") or ("" if row.has("owner") else row.code("old_code"))):
        keys.append(f"old:{code}")
    if login := row.text("owner_login"):
        keys.append(f"login:{folded(login)}")
    return tuple(keys)


def owner_words(facts: Facts) -> str:
    """The customer's code or login, as a sentence shows it."""
    return facts.key.partition(":")[2]
