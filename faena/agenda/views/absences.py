"""When technicians are away: those that are to come, one more, and taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.actions.away import visits_meanwhile
from faena.agenda.forms import AbsenceForm
from faena.agenda.models import Absence
from faena.agenda.month import read_day
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, pressed

MOST = 100  # absences on the page


@requires(Perm.AGENDA_ACT)
def absences(request: StaffRequest) -> HttpResponseBase:
    """Those that are to come, and the form for one more. `?on=`: the day on which it begins."""
    on = read_day(request.GET.get("on", ""))
    form = AbsenceForm(request.POST or None, user=request.user, initial={"first": on, "last": on})

    def act(data: dict[str, Any]) -> str:
        begins_at, ends_at = form.moments()
        facts = {"begins_at": begins_at, "ends_at": ends_at, "reason": data["reason"]}
        _say(request, actions.add_absence(data["technician"], **facts, by=request.user))
        return reverse("agenda:absences")

    rows = Absence.objects.visible_to(request.user).to_come().select_related("technician")
    shown = lambda: {"absences": list(rows.order_by("begins_at", "id")[:MOST])}  # noqa: E731  # one word would say no more
    return form_page(request, form, "agenda/absences.html", shown, act=act)


def _say(request: StaffRequest, absence: Absence) -> None:
    """That it is written, and how many visits have to be moved."""
    messages.success(request, _("It is written that %(name)s is away.") % {"name": absence.technician.name})
    if number := visits_meanwhile(absence):
        sentence = ngettext(
            "%(num)s visit stands in that time: move it.", "%(num)s visits stand in that time: move them.", number
        )
        messages.warning(request, sentence % {"num": number})


@requires(Perm.AGENDA_ACT)
@require_POST
def remove(request: StaffRequest, absence_pk: int) -> HttpResponseBase:
    """He is there after all."""
    found = get_object_or_404(Absence.objects.visible_to(request.user).select_related("technician"), pk=absence_pk)
    said = _("It is taken back that %(name)s is away.") % {"name": found.technician.name}
    act = lambda: actions.remove_absence(found, by=request.user)  # noqa: E731  # one word would say no more
    return pressed(request, act, said=said, back=reverse("agenda:absences"))
