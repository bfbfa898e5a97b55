"""The button in the notice of what was just done."""

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.company.requests import SignedInRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.unit_of_work import undoing
from faena.lib.errors import RuleBroken, Stale
from faena.ui.answers import pressed
from faena.ui.undoing import inverse_of
from faena.ui.views import next_url


@requires(Perm.SELF)
@require_POST
def undo(request: SignedInRequest) -> HttpResponseBase:
    """Take back what was just done, unless something followed: then the next page says so."""
    inverse = inverse_of(request.POST.get("undo", ""), request.user)

    def act() -> None:
        if inverse is None:
            raise RuleBroken(_("It is too late to undo this here. Change it on its own page."))
        try:
            with undoing():
                inverse()
        except Stale as stale:
            raise RuleBroken(_("Something followed meanwhile, so it was not undone. See how it stands now.")) from stale

    return pressed(request, act, said=_("Undone."), back=next_url(request))
