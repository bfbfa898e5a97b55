"""What the page that sends a ticket to the workshop may send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.customers.actions import DeviceFacts
from faena.customers.models import Device
from faena.gate.grants import Perm, Scope, scope
from faena.lib.limits import longest
from faena.orders.models import ServiceOrder
from faena.tickets.models import Ticket
from faena.ui.fields import ExactField
from faena.ui.forms import AskingForm

MOST_DEVICES = 20
WHAT = _("Say what is sent: phone, router, console…")


class WorkshopForm(AskingForm):
    """A device that the customer has, or a new one; why it is sent; who works on it. The value, the terms and the rest
    of the intake follow on the order's own page."""

    device = forms.ChoiceField(label=_("Device"), required=False, widget=forms.RadioSelect)
    kind = forms.CharField(label=_("Device type"), max_length=longest(Device, "kind"), required=False)
    brand = forms.CharField(label=_("Brand"), max_length=longest(Device, "brand"), required=False)
    model = forms.CharField(label=_("Model"), max_length=longest(Device, "model"), required=False)
    serial = ExactField(label=_("Serial or IMEI"), max_length=longest(Device, "serial"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=longest(ServiceOrder, "reason"), widget=forms.Textarea({"rows": "4"})
    )
    technician = forms.ModelChoiceField(
        User.objects.none(), label=_("Technician"), required=False, empty_label=_("Without technician")
    )

    def __init__(self, data: Any = None, *, ticket: Ticket, user: User) -> None:
        self.devices = list(ticket.customer.devices.order_by("-id")[:MOST_DEVICES])
        only = self.devices[0].pk if len(self.devices) == 1 else ""
        super().__init__(
            data, initial={"device": only, "reason": ticket.description[: longest(ServiceOrder, "reason")]}
        )
        self.known = {str(device.pk): device for device in self.devices}
        choices = [(key, f"{device} {device.serial}".strip()) for key, device in self.known.items()]
        self.fields["device"].choices = [*choices, ("", _("Another device"))]  # type: ignore[attr-defined]  # a ChoiceField
        if not self.devices:
            del self.fields["device"]
        if scope(user, Perm.ORDER_ASSIGN) is Scope.ALL:
            self.fields["technician"].queryset = User.objects.technicians()  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["technician"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("device") and not data.get("kind") and not self.errors.keys() & {"device", "kind"}:
            self.add_error("kind", WHAT)
        return data

    @property
    def chosen(self) -> Device | DeviceFacts:
        """Of a valid form."""
        data = self.cleaned_data
        if known := self.known.get(data.get("device", "")):
            return known
        return DeviceFacts(kind=data["kind"], brand=data["brand"], model=data["model"], serial=data["serial"])
