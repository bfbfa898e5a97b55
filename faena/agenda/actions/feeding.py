"""The secret addresses at which a calendar program reads visits: made, renewed, revoked."""

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.agenda.models import Feed
from faena.gate.grants import Perm
from faena.gate.roles import Role
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.sealing import new_token, seal, token_hash


@action(Perm.AGENDA_SEE)
def make_feed(whose: str, *, by: User) -> Feed:
    """A new address for one's own visits, or for all that one may see; the one before opens nothing any more. Raises
    RuleBroken beside "whose"."""
    User.locked(by.pk)
    if whose not in Feed.Whose.values:
        raise RuleBroken(_("Pick one from the list."), "whose", "not-offered")
    if why := why_not_feed(whose, by):
        raise RuleBroken(why, "whose")
    token = new_token()
    feed, _made = Feed.objects.update_or_create(
        user=by,
        whose=whose,
        defaults={
            "token_hash": token_hash(token),
            "token_sealed": seal(token, purpose="agenda feed"),
            "made_at": timezone.now(),
        },
    )
    record("feed.made", by.as_ref, said={"name": by.name}, by=by)
    return feed


@action(Perm.AGENDA_SEE)
def revoke_feed(whose: str, *, by: User) -> None:
    """Its address opens nothing from now on; who has none revokes nothing."""
    User.locked(by.pk)
    feed = Feed.objects.filter(user=by, whose=whose).first()
    if feed is None:
        return
    feed.delete()
    record("feed.revoked", by.as_ref, said={"name": by.name}, by=by)


def why_not_feed(whose: str, by: User) -> str:
    """What holds somebody back from such an address; "" when nothing does."""
    if whose == Feed.Whose.OWN and by.role != Role.TECHNICIAN:
        return _("Only technicians have visits of their own.")
    return ""
