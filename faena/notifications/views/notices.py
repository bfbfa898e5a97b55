"""What reached the reader: the page behind the bell, read one by one or all at once, and what the bell asks again while
a page stands open."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.company.requests import SignedInRequest
from faena.gate.context import Can
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.lib.named import NamedValues
from faena.lib.pages import keyset_page
from faena.notifications import actions
from faena.notifications.models import Notice
from faena.notifications.notices import bell_text, by_day, shown
from faena.ui.answers import pressed, see_other

NEWEST = ("-at", "-id")
_last = NamedValues(lambda ask: Event.objects.order_by("-id").values_list("id")[:1])


@requires(Perm.SELF)
@require_GET
def notice_list(request: SignedInRequest) -> HttpResponseBase:
    """Newest first, under their days; of one kind (`?kind=`), or what is unread (`?kind=unread`)."""
    kind = request.GET.get("kind", "")
    rows = Notice.objects.visible_to(request.user).select_related("actor")
    if kind == "unread":
        rows = rows.unread()
    elif kind in Notice.Kind.values:
        rows = rows.filter(kind=kind)
    page = keyset_page(rows, NEWEST, request.GET.get("page"))
    lines = shown(page.rows, request.user, _can(request).follow)
    context = {"page": page, "days": by_day(lines), "kind": kind, "kinds": Notice.Kind.choices}
    context["has_unread"] = any(not line.notice.read_at for line in lines)
    return render(request, "notifications/notices.html", context)


@requires(Perm.SELF)
@require_POST
def read(request: SignedInRequest) -> HttpResponseBase:
    """One of one's own notices is read, and leads to its thing where the reader may see it."""
    key = request.POST.get("notice", "")
    if not key.isdecimal() or len(key) > 18:
        return see_other(reverse("notices:list"))
    notice = get_object_or_404(Notice.objects.visible_to(request.user).select_related("actor"), pk=int(key))
    actions.read_notice(notice, by=request.user)
    (line,) = shown([notice], request.user, _can(request).follow)
    return see_other(line.url or reverse("notices:list"))


@requires(Perm.SELF)
@require_POST
def read_all(request: SignedInRequest) -> HttpResponseBase:
    back = reverse("notices:list")
    return pressed(request, lambda: actions.read_all_notices(by=request.user), said=_("All read."), back=back)


@requires(Perm.SELF)
@require_GET
def now(request: SignedInRequest) -> HttpResponseBase:
    """What the bell shows, and a mark that changes with every event of the shop: `3 81230`. 304 for whoever has
    that already. An open page asks this by itself, so it is one short query beside the session's and the user's."""
    last = _last.keys()
    text = f"{bell_text(request.user)} {last[0] if last else 0}"
    tag = f'"{text.replace(" ", "-")}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(text, content_type="text/plain", headers={"ETag": tag})


def _can(request: SignedInRequest) -> Can:
    return Can(request.user, request.company.modules)
