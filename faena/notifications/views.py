"""The outbox, for whoever has to know whether a mail left: newest first, failed ones with their reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.company.requests import SignedInRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.lib.pages import capped_count, keyset_page
from faena.notifications import actions
from faena.notifications.models import Message
from faena.ui.answers import asked, see_other


@requires(Perm.MESSAGE_RETRY)
@require_GET
def message_list(request: SignedInRequest) -> HttpResponse:
    """Every message, those that did not leave, or those to one address."""
    seen = Message.objects.visible_to(request.user)
    state, wanted = request.GET.get("state", ""), asked(request)
    stuck, stuck_capped = capped_count(seen.stuck())
    rows = seen.stuck() if state == "stuck" else seen
    if wanted:
        rows = rows.filter(address__icontains=wanted)
    return render(
        request,
        "notifications/list.html",
        {
            "page": keyset_page(rows, ("-id",), request.GET.get("page")),
            "state": state,
            "q": wanted,
            "stuck_count": f"{stuck}+" if stuck_capped else stuck,
        },
    )


@requires(Perm.MESSAGE_RETRY)
@require_POST
def sending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send one now that did not leave."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    try:
        actions.retry(message, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The message to %(address)s is being sent.") % {"address": message.address})
    return see_other(reverse("notifications:list"))
