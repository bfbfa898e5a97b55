"""Settings, Backups: how they stand, one now, a drill now, and the mails that a restore holds."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.company.requests import SignedInRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.pages import capped_count
from faena.notifications.actions import release_mails, withhold_mails
from faena.notifications.models import Hold, Message
from faena.ui.answers import pressed
from faena.upkeep import actions
from faena.upkeep.models import BackupRun
from faena.upkeep.problems import sentence_of
from faena.upkeep.standing import standing

SHOWN = 20


@requires(Perm.BACKUP)
@require_GET
def backups(request: SignedInRequest) -> HttpResponse:
    return render(request, "upkeep/backups.html", how_they_stand())


def how_they_stand() -> dict[str, Any]:
    """What the page shows: the last of each kind, what can be asked for, the mails that are held."""
    now, stands = timezone.now(), standing()
    runs = list(BackupRun.objects.select_related("asked_by").order_by("-id")[:SHOWN])
    hold = Hold.objects.first()
    why_not = actions.why_not_back_up()
    return {
        "stands": stands,
        "backup_is_old": stands.backup_is_old(now),
        "drill_is_late": stands.drill_is_old(now) or stands.last_drill_failed,
        "newest": next((run for run in runs if (run.kind, run.state) == ("backup", "done")), None),
        "lines": [(run, title_of(run), sentence_of(run.problem)) for run in runs],
        "open": {run.kind for run in runs if run.ended_at is None},
        "place": settings.BACKUP_DIR,
        "is_sealed": bool(settings.BACKUP_KEY_FILE),
        "hour": settings.BACKUP_AT,
        "same_disk": is_on_the_same_disk(),
        "why_not_back_up": why_not,
        "why_not_drill": why_not or (actions.why_not_drill() if stands.backed_up is None else ""),
        "hold": hold,
        "held": capped_count(Message.objects.held()) if hold else None,
    }


@requires(Perm.BACKUP)
@require_POST
def back_up(request: SignedInRequest) -> HttpResponseBase:
    said = _("The worker begins the backup within half a minute. Reload the page to see how it went.")
    return _pressed(request, lambda: actions.ask_backup(by=request.user), said)


@requires(Perm.BACKUP)
@require_POST
def try_out(request: SignedInRequest) -> HttpResponseBase:
    said = _("The worker tries the newest backup out. Reload the page to see how it went.")
    return _pressed(request, lambda: actions.ask_drill(by=request.user), said)


@requires(Perm.BACKUP)
@require_POST
def release(request: SignedInRequest) -> HttpResponseBase:
    return _pressed(request, lambda: release_mails(by=request.user), _("The mails leave now."))


@requires(Perm.BACKUP)
@require_POST
def withhold(request: SignedInRequest) -> HttpResponseBase:
    said = _("The mails that were held do not leave. Later ones do.")
    return _pressed(request, lambda: withhold_mails(by=request.user), said)


def title_of(run: BackupRun) -> str:
    """What was done and how it ended, as a line."""
    return f"{run.get_kind_display()}: {run.get_state_display().lower()}"


def is_on_the_same_disk() -> bool:
    """Whether the backups would be lost together with the data."""
    try:
        place = next(one for one in (Path(settings.BACKUP_DIR), *Path(settings.BACKUP_DIR).parents) if one.exists())
        return bool(settings.BACKUP_DIR) and os.stat(place).st_dev == os.stat(settings.VAR).st_dev
    except OSError:
        return False


def _pressed(request: SignedInRequest, act: Any, said: str) -> HttpResponseBase:
    return pressed(request, act, said=said, back=reverse("upkeep:backups"))
