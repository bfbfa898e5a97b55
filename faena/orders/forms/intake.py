"""What the counter writes down, at intake and corrected."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.cash.actions import TenderFacts
from faena.cash.collecting import Collecting, Written
from faena.cash.models import Payment, Tender
from faena.cash.payment_options import PaymentOption, PaymentOptionSelect, option_in
from faena.customers.actions import CustomerFacts, DeviceFacts
from faena.customers.models import Customer, Device
from faena.files.forms import PicturesField
from faena.lib.limits import longest
from faena.lib.taxid import TaxIdError, check, kinds_for
from faena.orders.actions import IntakeFacts
from faena.orders.models import LONGEST_UNLOCK_CODE, ServiceOrder, Terms
from faena.ui.fields import ExactField, MoneyField, PhoneField
from faena.ui.forms import AskingForm, FaenaForm

FOLDED = (
    "accessories", "condition", "unlock_code", "method", "advance", "reference", "day_reason",
    "promised_at", "technician",
)  # fmt: skip
WHAT = _("Say what the customer leaves: phone, laptop, console…")


class WrittenForm(FaenaForm):
    """What is written down of every device that comes in."""

    reason = forms.CharField(label=_("Reason"), max_length=longest(ServiceOrder, "reason"), widget=forms.Textarea)
    accessories = forms.CharField(
        label=_("Accessories left"), max_length=longest(ServiceOrder, "accessories"), required=False
    )
    condition = forms.CharField(
        label=_("Visible condition"), max_length=longest(ServiceOrder, "condition"), required=False
    )
    unlock_code = ExactField(
        label=_("Unlock code"),
        max_length=LONGEST_UNLOCK_CODE,
        required=False,
        help_text=_("Only staff see it. It is erased when the order is closed."),
        widget=forms.TextInput({"class": "is-veiled", "data-unkept": ""}),
    )
    promised_at = forms.DateTimeField(label=_("Promised for"), required=False)


class IntakeEditForm(WrittenForm):
    """What the counter wrote down, corrected; the device itself is the customer's."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class IntakeForm(WrittenForm, AskingForm):
    """The counter's one screen. Who: a found customer (hidden) or name and phone. What: a known device or a new
    one. Terms: value or to be diagnosed, promise, advance."""

    html_id = "intake"
    beside = {"device.kind": "device_kind"}
    field_order = ["name", "phone", "document_kind", "document", "device", "device_kind", "brand", "model", "serial"]

    name = forms.CharField(label=_("Name"), max_length=longest(Customer, "name"), required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    document_kind = forms.ChoiceField(label=_("Document"), required=False)
    document = ExactField(label=_("Number of the document"), max_length=longest(Customer, "document"), required=False)

    device = forms.ChoiceField(label=_("Device"), required=False, widget=forms.RadioSelect)
    device_kind = forms.CharField(label=_("Device type"), max_length=longest(Device, "kind"), required=False)
    brand = forms.CharField(label=_("Brand"), max_length=longest(Device, "brand"), required=False)
    model = forms.CharField(label=_("Model"), max_length=longest(Device, "model"), required=False)
    serial = ExactField(label=_("Serial or IMEI"), max_length=longest(Device, "serial"), required=False)
    service_value = MoneyField(
        label=_("Value of the service"), required=False, help_text=_("Leave it empty while it is to be diagnosed.")
    )
    technician = forms.ModelChoiceField(User.objects.none(), label=_("Technician"), required=False)
    photos = PicturesField(label=_("Photos"), required=False)
    advance = MoneyField(label=_("Advance"), required=False)
    method = forms.ChoiceField(label=_("Payment method"), required=False, widget=PaymentOptionSelect)
    reference = ExactField(label=_("Reference"), max_length=longest(Tender, "reference"), required=False)
    came_on = forms.DateField(label=_("Day of the advance"), required=False)
    day_reason = forms.CharField(
        label=_("Why is it written down only now?"), max_length=longest(Payment, "day_reason"), required=False
    )

    def __init__(
        self,
        *args: Any,
        collecting: Collecting,
        known: Customer | None,
        devices: Sequence[Device],
        may_assign: bool,
        may_value: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.devices, self.collecting, company = known, devices, collecting, collecting.company
        for name in ("service_value", "advance"):
            self.fields[name].currency = company.currency  # type: ignore[attr-defined]  # a MoneyField
        self.fields["document_kind"].choices = [("", "—"), *kinds_for(company.country)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["came_on"].initial = self.fields["came_on"].widget.attrs["max"] = collecting.today.isoformat()
        method: Any = self.fields["method"]
        method.choices = self._methods
        method.widget.option_attrs = self._option_attrs
        if option := self.option:
            self.fields["advance"].currency = option.currency  # type: ignore[attr-defined]  # a MoneyField
        self.fields["device"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *((str(device.pk), f"{device} {device.serial}".strip()) for device in devices),
            ("", _("Another device")),
        ]
        if known is None:
            self._demand("name", _("Search for the customer, or type a name here."))
        if not devices:
            del self.fields["device"]
            self._demand("device_kind", WHAT)
        for name, words in (("device_kind", "kinds"), ("brand", "brands"), ("model", "models")):
            self.fields[name].widget.attrs["list"] = words
        for field in self.fields.values():  # the search stands between the fields with a form of its own
            field.widget.attrs["form"] = self.html_id
        if may_assign:
            self.fields["technician"].queryset = User.objects.technicians()  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["technician"]
        if not may_value:
            del self.fields["service_value"]

    @property
    def chosen_customer(self) -> Customer | CustomerFacts:
        """Who brings the device: a found customer, or a new one."""
        if self.known is not None:
            return self.known
        told = {name: self._read[name] for name in ("name", "phone", "document_kind", "document")}
        return CustomerFacts(**told, language=self.collecting.company.language)

    @property
    def chosen_device(self) -> Device | DeviceFacts:
        """What is brought: one of the customer's devices, or a new one."""
        read = self._read
        for device in self.devices:
            if str(device.pk) == read.get("device"):
                return device
        return DeviceFacts(kind=read["device_kind"], brand=read["brand"], model=read["model"], serial=read["serial"])

    @property
    def facts(self) -> IntakeFacts:
        """The rest of a valid form."""
        data = self.cleaned_data
        return IntakeFacts(
            reason=data["reason"],
            accessories=data["accessories"],
            condition=data["condition"],
            unlock_code=data["unlock_code"],
            promised_at=data["promised_at"],
            service_value=data.get("service_value"),
            technician=data.get("technician"),
            advance=self.advance_facts,
            answers=self.answers,
            day_reason=data["day_reason"],
        )

    @property
    def sketch(self) -> ServiceOrder:
        """The order as it would be opened now, not saved; what is still wrong is left out of it."""
        customer, device, read = self.chosen_customer, self.chosen_device, self._read
        return ServiceOrder(
            customer=customer if isinstance(customer, Customer) else Customer(**vars(customer)),
            device=device if isinstance(device, Device) else Device(**vars(device)),
            reason=read["reason"],
            accessories=read["accessories"],
            condition=read["condition"],
            promised_at=read["promised_at"] or None,
            service_value=None if read.get("service_value") in (None, "") else read["service_value"],
            technician=read.get("technician") or None,
            terms=Terms.in_force(),
        )

    @property
    def has_more(self) -> bool:
        """Whether what may be left out was written, or is wrong: then it is not folded away."""
        return self.is_bound and any(self.errors.get(name) or self.data.get(name) for name in FOLDED)

    @property
    def option(self) -> PaymentOption | None:
        """How the advance is paid, and in which currency."""
        key = str(self["method"].value() or "")
        return option_in(self.collecting.options, key) if key else None

    def _methods(self) -> list[tuple[str, str]]:
        return [("", "—"), *((option.key, option.label) for option in self.collecting.options)]

    def _option_attrs(self, key: str) -> dict[str, str]:
        option = option_in(self.collecting.options, key)
        return option.option_attrs() if option else {}

    @property
    def advance_facts(self) -> TenderFacts | None:
        """What the action takes of it; None without one."""
        data, advance = self.cleaned_data, self._advance
        if advance is None:
            return None
        return self.collecting.tender(advance, reference=data["reference"], sent_rate=self.data.get("rate", ""))

    @property
    def advance_worth(self) -> int:
        """In the currency of the account; 0 while none can be read."""
        return self.collecting.worth(self._advance) if self._advance else self.cleaned_data.get("advance") or 0

    @property
    def needs_reason(self) -> bool:
        came_on = self.cleaned_data.get("came_on") if self.is_bound else None
        return bool((came_on and came_on < self.collecting.oldest_without_reason) or self["day_reason"].value())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.known is None:
            self._check_document(data)
        if not data.get("device") and not data.get("device_kind") and "device_kind" not in self.errors:
            self.add_error("device_kind", WHAT)
        if data.get("advance") and not data.get("method"):
            self.add_error("method", _("Choose how the advance was paid."))
        return data

    @property
    def _advance(self) -> Written | None:
        """As far as it can be read."""
        amount, today = self.cleaned_data.get("advance"), self.collecting.today
        if not amount or self.option is None:
            return None
        return Written(self.option, amount, self["advance"].auto_id, self.cleaned_data.get("came_on") or today)

    @property
    def _read(self) -> dict[str, Any]:
        """What can be read of each field; "" of one that is wrong."""
        return dict.fromkeys(self.fields, "") | self.cleaned_data

    def _demand(self, name: str, sentence: Any) -> None:
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = sentence

    def _check_document(self, data: dict[str, Any]) -> None:
        kind, document = data.get("document_kind"), data.get("document")
        if document and not kind:
            self.add_error("document_kind", _("Pick the kind of document."))
        elif document and kind:
            try:
                check(kind, document)
            except TaxIdError as error:
                self.add_error("document", str(error))
