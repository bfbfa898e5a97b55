"""Somebody goes out for a case (C15)."""

from faena.accounts.models import User
from faena.agenda import actions as agenda
from faena.agenda.actions.locks import when_of
from faena.agenda.models import Visit
from faena.cases.actions.recording import record_case
from faena.cases.models import Case


def book_case_visit(case: Case, facts: agenda.VisitFacts, *, by: User) -> Visit:
    """A visit to the customer of a case that the caller has locked. Raises RuleBroken as book_visit does."""
    visit = agenda.book_visit(case.customer, facts, by=by, ref=case.as_ref)
    case.visits.create(visit=visit)
    # The customer's timeline tells of the visit itself; here it stands in the life of the case.
    booked = {"visit_id": visit.pk, "number": str(visit), "when": when_of(visit)}
    record_case(f"{case.ref_kind_name}.visit_booked", case, facts=booked, in_timeline=False, by=by)
    return visit
