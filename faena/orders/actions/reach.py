"""Whose rows of an order somebody may change."""

from typing import Any

from faena.accounts.models import User
from faena.gate.grants import Perm, Scope, scope


def reaches(by: User, perm: Perm, row: Any) -> bool:
    """Whether the permission reaches a row that has an author: everybody's, or only one's own."""
    reach = scope(by, perm)
    return reach is Scope.ALL or (reach is Scope.OWN and row.author_id == by.pk)
