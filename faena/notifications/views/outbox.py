"""The outbox, for whoever has to know whether a mail left: newest first, failed ones with their reason."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.company.exports import exported, page_or_file
from faena.company.requests import SignedInRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.lib.pages import capped_count
from faena.notifications import actions
from faena.notifications.lists import MESSAGES, STATE, messages_found
from faena.notifications.models import Message
from faena.ui.answers import see_other
from faena.ui.called import opens_called
from faena.ui.listing import Filters, file_form


@requires(Perm.MESSAGE_RETRY, gives_file=True)
@page_or_file
@opens_called
def message_list(request: SignedInRequest) -> HttpResponseBase:
    seen, filters = Message.objects.visible_to(request.user), Filters(request, STATE)
    rows = messages_found(seen, filters)
    if file_form(request):
        return exported(request, MESSAGES.file(request, rows, _("Messages")), filters)
    listing, stuck = MESSAGES.show(request, rows, filters), capped_count(seen.stuck())
    return render(request, "notifications/list.html", {"listing": listing, "stuck": stuck})


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
        said = _("The message to %(address)s is being sent.") % {"address": message.address}
        messages.success(request, actions.if_it_leaves(said))
    return see_other(reverse("notifications:list"))
