"""The form of the goal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.lib.limits import between
from faena.summary.models import ReadyGoal
from faena.ui.forms import FaenaForm


class GoalForm(FaenaForm):
    """Empty for no goal."""

    days = forms.IntegerField(
        label=_("Days until an order is ready"),
        required=False,
        help_text=_("Half of the orders should be ready within so many days. Empty: no goal."),
        **between(ReadyGoal, "days"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, goal: ReadyGoal, **more: Any) -> None:
        super().__init__(*args, initial=initial_of(goal), **more)


def initial_of(goal: ReadyGoal) -> dict[str, Any]:
    return {"days": goal.days, "version": goal.version}
