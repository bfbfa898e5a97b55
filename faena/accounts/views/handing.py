"""An invitation that is handed over by whoever invites: as a link, in WhatsApp, or held out as a QR."""

import segno
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from faena.accounts import actions
from faena.accounts.actions.access import why_not_invite
from faena.accounts.models import Invitation, User
from faena.accounts.requests import StaffRequest
from faena.accounts.views.common import editable
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.phones import whatsapp_link
from faena.lib.sealing import seal, unseal
from faena.ui.answers import pressed, see_other

# In the session of whoever made it, sealed: of an invitation itself only the hash is kept.
KEPT, PURPOSE = "invitation", "invitation"


@requires(Perm.USER_EDIT)
def invitation_link(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Make a link, and show it to whoever made it while it works."""
    who, here = editable(request, pk), reverse("accounts:invitation_link", args=[pk])
    if request.method == "POST":
        said = _("This link works once, for 72 hours. An earlier one no longer works.")
        return pressed(request, lambda: _make(request, who), said=said, back=here)
    if why_not_invite(who, request.user):
        return see_other(reverse("accounts:user", args=[pk]))
    invitation, link = _kept(request, who)
    page = {"shown": who, "invitation": invitation, "link": link}
    if link:
        page["qr"] = segno.make(link, error="m").svg_data_uri(border=3, light="#fff", scale=4)
        page["whatsapp"] = _whatsapp(who, request.company.name, link)
    return render(request, "accounts/invitation_link.html", page)


def _make(request: StaffRequest, who: User) -> None:
    token = actions.invite_by_hand(who, by=request.user)
    request.session[KEPT] = seal(token, purpose=PURPOSE)


def _kept(request: StaffRequest, who: User) -> tuple[Invitation | None, str]:
    """The invitation that was made here and still works, with its link."""
    token = unseal(request.session.get(KEPT, ""), purpose=PURPOSE)
    invitation = Invitation.by_token(token) if token else None
    if token is None or invitation is None or invitation.user_id != who.pk:
        return None, ""
    return invitation, actions.link_of(token)


def _whatsapp(who: User, shop: str, link: str) -> str:
    """In the language of whoever is invited; without a phone, WhatsApp asks whom."""
    with translation.override(who.language):
        text = _("Hello %(name)s, with this link you choose your password at %(shop)s: %(link)s")
    return whatsapp_link(who.phone, text % {"name": who.first_name, "shop": shop, "link": link})
