"""What pages of a case share."""

from django.contrib import messages
from django.http import HttpResponseBase

from faena.accounts.requests import StaffRequest
from faena.agenda.models import Visit
from faena.cases.models import Case
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
    return list(Visit.objects.filter(pk__in=case.visits.values("visit")).shown().order_by("-on", "-id"))
