"""How a customer follows his case (W1): the page of its link, held out as a QR, sent, revoked and made anew.

A room describes its cases with `Followed` (cases/followed.py) in its following.py and mounts `include(routes(…))` in
its urls."""

from collections.abc import Callable
from typing import Any

import segno
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.cases.actions import renew_link, revoke_link, send_link
from faena.cases.followed import Followed
from faena.cases.models import Case
from faena.cases.offers import link_offers
from faena.customers.models import AccessLink
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.sealing import format_code
from faena.notifications.actions import if_it_leaves
from faena.notifications.models import Message
from faena.ui.answers import pressed


def routes(kind: Followed) -> list[URLPattern]:
    """Below the address of a case, its `case_pk`."""
    known = {"kind": kind}
    return [
        path("", link, known, name="link"),
        path("mails/", send, known, name="link_mails"),
        path("revocation/", revoke, known, name="link_revocation"),
        path("renewal/", renew, known, name="link_renewal"),
    ]


@requires(Perm.LINK_SEND)
@require_GET
def link(request: StaffRequest, kind: Followed, case_pk: int) -> HttpResponse:
    """The QR to hold out to the customer, the code to read out, and the ways to send it; or why no link works."""
    case = _case(request, kind, case_pk, Perm.LINK_SEND)
    last = AccessLink.objects.last_of(case.as_ref)
    works = last if last and last.works else None
    chat = kind.chat_with(case, works.url) if works else ""
    page = {
        "kind": kind,
        "case": case,
        "customer": case.customer,
        "about": kind.about(case),
        "last": last,
        "offers": link_offers(kind, case, works, request.user, whatsapp=chat),
    }
    return render(request, "cases/link.html", page | (_held_out(kind, case, works) if works else {}))


@requires(Perm.LINK_SEND)
@require_POST
def send(request: StaffRequest, kind: Followed, case_pk: int) -> HttpResponseBase:
    case = _case(request, kind, case_pk, Perm.LINK_SEND)
    message = if_it_leaves(_("The link is on its way to %(address)s.") % {"address": case.customer.email})
    return _pressed(request, kind, case, lambda: send_link(case, kind=kind, by=request.user), message)


@requires(Perm.LINK_REVOKE)
@require_POST
def revoke(request: StaffRequest, kind: Followed, case_pk: int) -> HttpResponseBase:
    case = _case(request, kind, case_pk, Perm.LINK_REVOKE)
    return _pressed(request, kind, case, lambda: revoke_link(case, by=request.user), str(kind.revoked))


@requires(Perm.LINK_SEND)
@require_POST
def renew(request: StaffRequest, kind: Followed, case_pk: int) -> HttpResponseBase:
    case = _case(request, kind, case_pk, Perm.LINK_SEND)
    return _pressed(request, kind, case, lambda: renew_link(case, by=request.user), str(kind.renewed))


def _case(request: StaffRequest, kind: Followed, pk: int, perm: Perm) -> Case:
    """The permission belongs to both modules, a case to one; where that is off, the page is not there."""
    case = get_object_or_404(kind.rows().visible_to(request.user, perm), pk=pk)
    if case.as_ref.module not in request.company.modules:
        raise Http404
    return case


def _pressed(
    request: StaffRequest, kind: Followed, case: Case, act: Callable[[], object], message: str
) -> HttpResponseBase:
    return pressed(request, act, said=message, back=reverse(f"{kind.room}:link", args=[case.pk]))


def _held_out(kind: Followed, case: Case, link: AccessLink) -> dict[str, Any]:
    """What the customer scans or types, and when it was mailed the last time."""
    return {
        "qr": segno.make(link.url, error="m").svg_data_uri(border=3, light="#fff", scale=4),
        "code": format_code(link.code or ""),
        "sent": _last_mail(kind, case),
    }


def _last_mail(kind: Followed, case: Case) -> Message | None:
    """The last mail with the link, to see that it left."""
    mails = Message.objects.filter(ref_kind=case.ref_kind_name, ref_id=case.pk, template=kind.mail)
    return mails.order_by("-id").first()
