"""What is set for the page: within how many days orders are to be ready."""

from faena.accounts.models import User
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.summary.models import ReadyGoal


@action(Perm.COMPANY_EDIT)
def set_ready_goal(*, days: int | None, version: int, by: User) -> ReadyGoal:
    """The chart of days until ready shows it as a line; None for no goal. Raises Stale when somebody saved first."""
    goal = ReadyGoal.locked(1, version)
    if goal.days == days:
        return goal
    company = Company.locked(Company.the().pk)
    changes = {"ready_goal": [goal.days, days]}
    goal.days = days
    goal.save_changes("days")
    record("company.ready_goal_set", company.as_ref, facts={"changes": changes}, by=by)
    return goal
