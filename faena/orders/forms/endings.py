"""How an order ends, and how its end is undone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.lib.limits import longest
from faena.orders.models import OrderClosing, ServiceOrder, Voiding
from faena.ui.forms import ConfirmWithReasonForm, FaenaForm


class ClosingForm(FaenaForm):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=ServiceOrder.Outcome.choices, widget=forms.RadioSelect)
    work_done = forms.CharField(
        label=_("Work done"),
        max_length=longest(OrderClosing, "work_done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Printed on the final report."),
        error_messages={"required": _("Write what was done, or why nothing could be: the final report says it.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class VoidForm(FaenaForm):
    """Why an order is taken out of the work."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=longest(Voiding, "reason"),
        help_text=_("It stays on the order. The customer does not see it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReopenForm(ConfirmWithReasonForm):
    """Why a closed order is opened again."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def closing_begun(order: ServiceOrder) -> dict[str, Any]:
    """What the form that closes an order begins with: one that was opened again has the words that were written."""
    last = order.closings.order_by("-id").first()
    return {
        "outcome": last.outcome if last else ServiceOrder.Outcome.REPAIRED,
        "work_done": last.work_done if last else "",
        "version": order.version,
    }
