"""Who may do what, as the table says when the tests begin: what they expect. A test that switches a cell off changes
what the program reads, and not this."""

from types import MappingProxyType
from typing import Any

from faena.gate.grants import GRANTS, Perm, Scope

GRANTED = MappingProxyType({perm: MappingProxyType(dict(row)) for perm, row in GRANTS.items()})


def reach_of(user: Any, perm: Perm) -> Scope:
    """How far the permission reaches for a user of this role."""
    return GRANTED[perm][user.role]
