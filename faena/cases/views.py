"""What pages of a case share."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase

from faena.accounts.requests import StaffRequest
from faena.agenda.models import Visit, VisitQuerySet
from faena.cases.models import Case
from faena.lib.named import Named
from faena.ui.answers import see_other


def dead_end(request: StaffRequest, case: Case, why_not: object = "") -> HttpResponseBase | None:
    """A form that could only be refused is not shown: back to the case's page with the reason, `why_not` or that the
    case is over. None where the form may be shown; what was typed already is the action's to refuse."""
    sentence = str(why_not) if case.is_open else case.why_finished
    if request.method == "POST" or not sentence:
        return None
    messages.error(request, sentence)
    return see_other(case.as_ref.url)


def visits_of(case: Case) -> list[Visit]:
    """With what cards show of them, the last day first."""
    return _visits.rows(type(case), case=case.pk)


def _booked_for(ask: Any, kind: type[Case]) -> VisitQuerySet:
    booked = kind.visits.rel
    of_case = booked.related_model.objects.filter(**{booked.field.name: ask("case", kind._meta.pk)})
    return Visit.objects.filter(pk__in=of_case.values("visit")).shown().order_by("-on", "-id")


_visits: Named[Visit] = Named(_booked_for)
