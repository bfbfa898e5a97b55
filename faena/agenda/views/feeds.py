"""Visits in a calendar program: the addresses of whoever looks, and the file that each of them gives."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.rate_limits import count_token, throttled
from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.actions.feeding import why_not_feed
from faena.agenda.forms import FeedForm
from faena.agenda.ical import calendar_of
from faena.agenda.models import Feed, Visit, VisitQuerySet
from faena.company.models import Company
from faena.gate.doors import by_link, requires
from faena.gate.grants import Perm, may
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.sealing import token_hash
from faena.ui.answers import pressed, see_other

BACK, AHEAD = timedelta(days=30), timedelta(days=180)
MOST = 3000  # visits of a calendar


@requires(Perm.AGENDA_SEE)
@require_GET
def feeds(request: StaffRequest) -> HttpResponse:
    """One's own addresses: of one's visits, and of all that one may see."""
    made = {feed.whose: feed for feed in Feed.objects.filter(user=request.user)}
    rows = [(one, made.get(one.value)) for one in Feed.Whose if not why_not_feed(one, request.user)]
    return render(request, "agenda/feeds.html", {"rows": rows, "back_days": BACK.days, "ahead_days": AHEAD.days})


@requires(Perm.AGENDA_SEE)
@require_POST
def make(request: StaffRequest) -> HttpResponseBase:
    """An address; the one before opens nothing any more."""
    said = _("The address is made. Copy it into your calendar.")
    return _press(request, lambda whose: actions.make_feed(whose, by=request.user), said)


@requires(Perm.AGENDA_SEE)
@require_POST
def revoke(request: StaffRequest) -> HttpResponseBase:
    """The address opens nothing from now on."""
    said = _("The address is revoked: calendars that read it get nothing more.")
    return _press(request, lambda whose: actions.revoke_feed(whose, by=request.user), said)


@by_link
@require_GET
@throttled
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file, as its owner may see it now. A wrong, a renewed and a revoked address look alike."""
    found = Feed.objects.select_related("user").filter(token_hash=token_hash(token), user__is_active=True).first()
    if found is None or not may(found.user, Perm.AGENDA_SEE):
        count_token(request)
        raise Http404
    note_seen(request, Access.Kind.LINK, found.user.as_ref, person=found.user)
    with translation.override(found.user.language or Company.here().language):
        name = f"{Company.here().name} · {found.get_whose_display()}"
        host = urlsplit(settings.SITE_URL).hostname or "faena"
        text = calendar_of(_visits(found), name, host=host, now=timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="visits.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _visits(found: Feed) -> VisitQuerySet:
    today = timezone.localdate()
    rows = Visit.objects.visible_to(found.user).filter(on__range=(today - BACK, today + AHEAD))
    if found.whose == Feed.Whose.OWN:
        rows = rows.filter(technician=found.user)
    return rows.shown().order_by("on", "id")[:MOST]


def _press(request: StaffRequest, act: Any, said: str) -> HttpResponseBase:
    form, back = FeedForm(request.POST), reverse("agenda:feeds")
    if not form.is_valid():
        messages.error(request, _("Pick one from the list."))
        return see_other(back)
    return pressed(request, lambda: act(form.cleaned_data["whose"]), said=said, back=back)
