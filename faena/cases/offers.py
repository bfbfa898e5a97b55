"""What can be done with the link by which a customer follows his case."""

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions.links import why_not_revoke, why_not_send
from faena.cases.followed import Followed
from faena.cases.models import Case
from faena.customers.models import AccessLink
from faena.gate.grants import Perm
from faena.gate.offers import Offer, Offers
from faena.ui.jinja import url


def link_offers(kind: Followed, case: Case, link: AccessLink | None, user: User, *, whatsapp: str) -> Offers:
    """`link`: the one that works, if any does; `whatsapp`: the address of a chat that sends it."""
    nothing, sends, has_mail = why_not_revoke(case, link), Perm.LINK_SEND, bool(case.customer.email)
    return Offers(
        user,
        [
            Offer("whatsapp", "WhatsApp", "message-circle", whatsapp, sends, nothing, primary=not has_mail),
            Offer(
                "mail", _("Send by e-mail"), "mail", url(f"{kind.room}:link_mails", case.pk), sends,
                why_not_send(case, link), primary=True, short=_("E-mail"), form="mail",
            ),
            Offer(
                "revoke", _("Revoke the link"), "link-2-off", url(f"{kind.room}:link_revocation", case.pk),
                Perm.LINK_REVOKE, nothing, dialog="revoke",
            ),
        ],
        header=("whatsapp", "mail"),
        bar=("whatsapp", "mail"),
    )  # fmt: skip
