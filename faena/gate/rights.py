"""An action asks by itself whether its actor may: for the whole, and for each fact that needs more."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from faena.gate.grants import Perm, Scope, scope
from faena.lib.errors import RuleBroken


class NotAllowed(PermissionDenied):
    """Somebody without the permission asked for it (403). at: the fact that needs it, "" for the whole."""

    def __init__(self, perm: Perm, at: str = "") -> None:
        super().__init__(f"{perm} for {at}" if at else str(perm))
        self.perm, self.at = perm, at


def need(by: Any, perm: Perm, at: str = "") -> Scope:
    """How far the permission reaches for whoever acts; the program itself may do everything. Raises NotAllowed."""
    reach = Scope.ALL if getattr(by, "is_program", False) else scope(by, perm)
    if reach is Scope.NONE:
        raise NotAllowed(perm, at)
    return reach


def in_reach(row: Any, by: Any, perm: Perm) -> bool:
    """Whether the permission reaches this row now; asked again under its lock, since its customer may have another
    seller by then. Costs no query for those who reach everything."""
    return need(by, perm) is Scope.ALL or type(row).objects.visible_to(by, perm).filter(pk=row.pk).exists()


def check_reach(row: Any, by: Any, perm: Perm) -> None:
    """Raises RuleBroken where the permission does not reach this row."""
    if not in_reach(row, by, perm):
        raise RuleBroken(_("%(thing)s is not yours to change.") % {"thing": row})
