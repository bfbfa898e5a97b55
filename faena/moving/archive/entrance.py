"""After an archive was read nobody can sign in: passwords do not travel. The first Master gets a link by hand."""

from faena.accounts.actions import system
from faena.accounts.actions.access import invite_by_hand, link_of
from faena.accounts.models import User
from faena.gate.roles import Role


def link_for_a_master() -> tuple[str, str] | None:
    """Name, and a link with which that Master sets a password, for three days; None where somebody can sign in. The
    Master then invites everybody else on the page of users, or they ask for a new password by mail."""
    masters = list(User.objects.active().filter(role=Role.MASTER).order_by("pk"))
    if not masters or any(master.has_joined for master in masters):
        return None
    return masters[0].name, link_of(invite_by_hand(masters[0], by=system()))
