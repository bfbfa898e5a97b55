"""The link by which a customer follows his case, for programs. Each kind of case mounts it among its own routes:

mount_link(routes, ORDERS, "/orders/{int:case_id}/link")
"""

from django.http import Http404

from faena.accounts.requests import StaffRequest
from faena.cases.actions import renew_link, revoke_link, send_link
from faena.cases.followed import Followed
from faena.cases.models import Case
from faena.cases.offers import link_offers
from faena.customers.models import AccessLink
from faena.gate.grants import Perm
from faena.lib.sealing import format_code
from faena.rest.acting import actions_of
from faena.rest.routes import Routes, the
from faena.rest.values import Action, Moment, Out

routes = Routes("cases")


class CaseLinkOut(Out):
    """url: where its QR leads; code: what is typed instead; both "" where none works. whatsapp: opens a chat that sends
    it. expires_at: None without end."""

    url: str
    code: str
    whatsapp: str
    made_at: Moment | None
    expires_at: Moment | None
    revoked_at: Moment | None
    actions: list[Action]


def mount_link(routes: Routes, kind: Followed, path: str) -> None:
    """path: with `case_id`."""
    named = {"mail": f"POST {path}/mails", "revoke": f"POST {path}/revocation"}
    offered = {name: route.replace("{int:", "{") for name, route in named.items()}

    @routes.thing(path, Perm.LINK_SEND)
    def link(request: StaffRequest, case_id: int) -> CaseLinkOut:
        """The link by which the customer follows, and what can be done with it."""
        case = _case(request, kind, case_id, Perm.LINK_SEND)
        last = AccessLink.objects.last_of(case.as_ref)
        works = last if last and last.works else None
        chat = kind.chat_with(case, works.url) if works else ""
        offers = link_offers(kind, case, works, request.user, whatsapp=chat)
        return CaseLinkOut(
            url=works.url if works else "",
            code=format_code(works.code or "") if works else "",
            whatsapp=chat,
            made_at=last.created_at if last else None,
            expires_at=last.expires_at if last else None,
            revoked_at=last.revoked_at if last else None,
            actions=actions_of(offers, offered, case_id=case_id),
        )

    @routes.event(f"{path}/mails", Perm.LINK_SEND, to=link)
    def mail_link(request: StaffRequest, case_id: int) -> int:
        """The link is mailed to the customer."""
        send_link(_case(request, kind, case_id, Perm.LINK_SEND), kind=kind, by=request.user)
        return case_id

    @routes.event(f"{path}/revocation", Perm.LINK_REVOKE, to=link)
    def end_link(request: StaffRequest, case_id: int) -> int:
        """The link opens nothing any more."""
        revoke_link(_case(request, kind, case_id, Perm.LINK_REVOKE), by=request.user)
        return case_id

    @routes.event(f"{path}/renewal", Perm.LINK_SEND, to=link)
    def new_link(request: StaffRequest, case_id: int) -> int:
        """The first link, or a new one where the last was revoked or has ended."""
        renew_link(_case(request, kind, case_id, Perm.LINK_SEND), by=request.user)
        return case_id


def _case(request: StaffRequest, kind: Followed, pk: int, perm: Perm) -> Case:
    """The permission belongs to both modules, a case to one."""
    case: Case = the(kind.rows().visible_to(request.user, perm), pk)
    if case.as_ref.module not in request.company.modules:
        raise Http404
    return case
