"""Which rows of a table are about one customer, and which say what an earlier one said. Numbers are kept, no texts."""

from typing import Final

from django.utils.translation import gettext as _

from faena.lib.taxid import document_key
from faena.moving.reading.facts import CustomerRead, Facts
from faena.moving.reading.headers import folded
from faena.moving.reading.row import Row

_MASK: Final = 2**62 - 1


class Seen:
    """What came before in the table."""

    def __init__(self) -> None:
        self.keys: dict[int, int] = {}  # hash of a key → number of the row
        self.rows: set[int] = set()
        self.names: dict[int, int] = {}
        self.name_of: dict[int, int] = {}
        self.logins: dict[int, int] = {}

    def is_repeated(self, row: Row) -> bool:
        """Whether the whole row was there before."""
        content = hash(tuple(str(cell) for cell in row.line.cells)) & _MASK
        if content in self.rows:
            return True
        self.rows.add(content)
        return False

    def earlier(self, keys: tuple[str, ...], number: int) -> int:
        """The first row that one of the keys names too, 0 for none."""
        hashes = [hash(key) & _MASK for key in keys if not key.startswith("login:")]
        earlier = next((self.keys[one] for one in hashes if one in self.keys), 0)
        for one in hashes:
            self.keys.setdefault(one, earlier or number)
        return earlier

    def compare_names(self, row: Row, customer: CustomerRead, same_as: int) -> None:
        """Another spelling of a customer's name; the same name of two customers."""
        name, written = hash(folded(customer.name)) & _MASK, hash(customer.name) & _MASK
        if same_as:
            if self.name_of.get(same_as) != written:
                why = _("This is the customer of row %(row)s under another name.") % {"row": same_as}
            else:
                why = _("This is the customer of row %(row)s.") % {"row": same_as}
            row.change("name", customer.name, "", why)
            return
        self.name_of[row.line.number] = written
        if other := self.names.get(name):
            row.warn("name", _("Row %(row)s has the same name.") % {"row": other})
        else:
            self.names[name] = row.line.number

    def login_before(self, login: str, number: int) -> int:
        """The row in which the login was already, 0 for none."""
        return self.logins.setdefault(hash(folded(login)) & _MASK, number) if login else number


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
