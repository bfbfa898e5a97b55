"""What the pages of customers may send."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User, UserQuerySet
from faena.customers import merging
from faena.customers.models import Address, Contact, Customer, Device
from faena.gate.roles import Role
from faena.lib.limits import longest
from faena.lib.phones import PhoneError, format_phone, normalise_phone
from faena.lib.taxid import TaxIdError, check, kinds_for, label
from faena.ui.context import OWN_NAMES
from faena.ui.fields import ExactField, PhoneField
from faena.ui.forms import AskingForm, ConfirmWithReasonForm, FaenaForm

LANGUAGES = [(code, OWN_NAMES.get(code, code)) for code, _name in settings.LANGUAGES]


class CustomerForm(FaenaForm):
    """Everything that is written down about a customer. The kinds of document are those of the company's country."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Customer.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=longest(Customer, "name"))
    trade_name = forms.CharField(label=_("Trade name"), max_length=longest(Customer, "trade_name"), required=False)
    document_kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    document = ExactField(
        label=_("Number of the document"),
        max_length=longest(Customer, "document"),
        required=False,
        help_text=_("With or without dots and hyphens. May stay empty."),
    )
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=longest(Customer, "email"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, help_text=_("In which messages and the tracking page are written.")
    )
    notes = forms.CharField(
        label=_("Notes"),
        max_length=longest(Customer, "notes"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Only staff see them."),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        kinds = kinds_for(country)
        kept = self.initial.get("document_kind")
        if kept and kept not in dict(kinds):
            kinds = [(kept, label(kept)), *kinds]
        self.fields["document_kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        if typed == self.initial.get("phone"):
            return typed  # left as it is, and kept so by the action
        try:
            return normalise_phone(typed, self.country) if typed else ""
        except PhoneError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("document") and data.get("document_kind"):
            try:
                check(data["document_kind"], data["document"])
            except TaxIdError as error:
                self.add_error("document", str(error))
        elif data.get("document") and "document_kind" not in self.errors:
            self.add_error("document_kind", _("Pick the kind of document."))
        return data


class NewCustomerForm(CustomerForm):
    """A customer who is registered; who may assign sellers names one here."""

    seller = forms.ModelChoiceField(
        User.objects.none(), label=_("Seller"), required=False, empty_label=_("Without a seller")
    )
    field_order = ["kind", "name", "trade_name", "document_kind", "document", "phone", "email", "language", "seller"]

    def __init__(self, *args: Any, may_assign: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_assign:
            self.fields["seller"].queryset = sellers()  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["seller"]


class EditCustomerForm(CustomerForm):
    """A customer whose data is corrected."""

    since = forms.DateField(label=pgettext_lazy("customer", "Customer since"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class SellerForm(FaenaForm):
    """Whose customer it is."""

    seller = forms.ModelChoiceField(
        User.objects.none(), label=_("Seller"), required=False, empty_label=_("Without a seller")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seller"].queryset = sellers()  # type: ignore[attr-defined]  # a ModelChoiceField


class VersionForm(FaenaForm):
    """A button that acts on the row as its reader saw it, or a row that is corrected."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ForgetForm(ConfirmWithReasonForm):
    """Why a customer is erased for good."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("It stays in the history: name nobody in it.")


def _whose(fact: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=merging.FACTS[fact].label, widget=forms.RadioSelect, required=False)


class MergeForm(FaenaForm):
    """Of two customers who are one: for each fact in which they differ, whose value stays."""

    name = _whose("name")
    kind = _whose("kind")
    trade_name = _whose("trade_name")
    document = _whose("document")
    phone = _whose("phone")
    email = _whose("email")
    language = _whose("language")
    seller = _whose("seller")
    since = _whose("since")
    notes = _whose("notes")
    version = forms.IntegerField(widget=forms.HiddenInput)
    gone_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, kept: Customer, gone: Customer, country: str) -> None:
        super().__init__(data, initial={"version": kept.version, "gone_version": gone.version})
        differing, empty = merging.differing(kept, gone), merging.missing(kept, gone)
        for name in merging.FACTS:
            if name not in differing:
                del self.fields[name]
                continue
            choices = [(who, merging.shown(name, one, country)) for who, one in (("kept", kept), ("gone", gone))]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
            self.initial[name] = "gone" if name in empty else "kept"
        self.now = {"version": str(kept.version), "gone_version": str(gone.version)}

    def facts(self, data: dict[str, Any]) -> dict[str, Any]:
        """Of a valid form, what the action takes."""
        takes = {name for name in merging.FACTS if data.get(name) == "gone"}
        return {"takes": takes, "version": data["version"], "gone_version": data["gone_version"]}

    def stale(self, current: Mapping[str, Any], *, version: int | None = None) -> None:
        """The page shows both as they are now."""
        super().stale({})
        self.data = self.data.copy()
        self.data.update(self.now)


class DeviceForm(AskingForm):
    """A thing that the customer owns."""

    kind = forms.CharField(
        label=_("Device type"), max_length=longest(Device, "kind"), help_text=_("Phone, laptop, router…")
    )
    brand = forms.CharField(label=_("Brand"), max_length=longest(Device, "brand"), required=False)
    model = forms.CharField(label=_("Model"), max_length=longest(Device, "model"), required=False)
    serial = ExactField(label=_("Serial or IMEI"), max_length=longest(Device, "serial"), required=False)


class EditDeviceForm(DeviceForm, VersionForm):
    """A device that was written wrongly."""


class ContactForm(FaenaForm):
    """Somebody of the customer's. Whether a phone can be called is checked by the action."""

    name = forms.CharField(label=_("Name"), max_length=longest(Contact, "name"))
    kind = forms.CharField(
        label=_("Kinship or department"),
        max_length=longest(Contact, "kind"),
        required=False,
        help_text=_("Mother, neighbour, purchasing…"),
    )
    phone = PhoneField(label=_("Phone"), required=False)
    other_phone = PhoneField(label=_("Other phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=longest(Contact, "email"), required=False)
    receives_notices = forms.BooleanField(label=_("Receives notices"), required=False)
    receives_invoices = forms.BooleanField(
        label=_("Receives invoices"), required=False, help_text=_("Is sent each new invoice by e-mail.")
    )


class EditContactForm(ContactForm, VersionForm):
    """A contact whose data is corrected."""


class SendingForm(VersionForm):
    """A switch of one contact: what is sent, and whether it is from now on."""

    what = forms.ChoiceField(choices=Contact.Sent.choices, widget=forms.HiddenInput)
    on = forms.BooleanField(required=False, widget=forms.HiddenInput)


class AddressForm(FaenaForm):
    """A place of the customer's."""

    label = forms.CharField(
        label=_("What the place is called"),
        max_length=longest(Address, "label"),
        required=False,
        help_text=_("Home, office, warehouse…"),
    )
    line = forms.CharField(label=_("Street and number"), max_length=longest(Address, "line"))
    district = forms.CharField(label=_("District"), max_length=longest(Address, "district"), required=False)
    city = forms.CharField(label=_("City"), max_length=longest(Address, "city"), required=False)
    state = forms.CharField(
        label=pgettext_lazy("address", "State"), max_length=longest(Address, "state"), required=False
    )
    postcode = ExactField(label=_("Postcode"), max_length=longest(Address, "postcode"), required=False)
    landmark = forms.CharField(
        label=_("Landmark"),
        max_length=longest(Address, "landmark"),
        required=False,
        help_text=_("What is beside it or across the street."),
    )


class EditAddressForm(AddressForm, VersionForm):
    """An address that is corrected."""


def sellers() -> UserQuerySet:
    return User.objects.active().filter(role=Role.SELLER).order_by("sort_name", "id")


def customer_written(customer: Customer, country: str) -> dict[str, Any]:
    """What is kept about the customer, as its form shows it."""
    return {
        "kind": customer.kind,
        "name": customer.name,
        "trade_name": customer.trade_name,
        "document_kind": customer.document_kind,
        "document": customer.document_shown,
        "phone": format_phone(customer.phone, country),
        "email": customer.email,
        "language": customer.language,
        "notes": customer.notes,
        "since": customer.since,
        "version": customer.version,
    }


def seller_written(customer: Customer) -> dict[str, Any]:
    """Whose the customer is, as its form shows it."""
    return {"seller": customer.seller_id, "version": customer.version}


def contact_written(contact: Contact, country: str) -> dict[str, Any]:
    """What is kept about a contact, as its form shows it."""
    return _kept(contact, ContactForm) | {
        "phone": format_phone(contact.phone, country),
        "other_phone": format_phone(contact.other_phone, country),
    }


def address_written(address: Address) -> dict[str, Any]:
    """What is kept about an address, as its form shows it."""
    return _kept(address, AddressForm)


def device_written(device: Device) -> dict[str, Any]:
    """What is kept about a device, as its form shows it."""
    return _kept(device, DeviceForm)


def _kept(row: Any, form: type[FaenaForm]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in [*form.base_fields, "version"]}
