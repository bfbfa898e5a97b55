"""What the pages of visits may send."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import Position, User
from faena.agenda.actions.booking import positions, technicians
from faena.agenda.actions.locks import told
from faena.agenda.hours import When
from faena.agenda.lanes import key_of
from faena.agenda.models import LEAST_MINUTES, MOST_MINUTES, Absence, Feed, Visit, VisitKind, VisitSignature
from faena.customers.models import Customer
from faena.files.forms import PicturesField
from faena.gate.grants import Perm, Scope, scope
from faena.lib.limits import LONGEST_REASON, longest
from faena.lib.strokes import MOST_SIGNS, TOO_LONG
from faena.ui.fields import ExactField
from faena.ui.forms import FaenaForm

TIMED = [("", pgettext_lazy("visit", "At a time")), *Visit.Period.choices]


class WhenForm(FaenaForm):
    """A day, and on it a time or a part of the day."""

    on = forms.DateField(label=_("Day"))
    period = forms.ChoiceField(
        label=_("Time or part of the day"), choices=TIMED, widget=forms.RadioSelect, required=False
    )
    hour = forms.TimeField(label=_("Time"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=LEAST_MINUTES, max_value=MOST_MINUTES, required=False)


def chosen_goer(form: FaenaForm) -> User | Position | None:
    """Who stands in the form as who goes, if it is one of those offered."""
    field: Any = form.fields["goes"]
    try:
        found: User | Position = field.coerce(str(form["goes"].value()))
    except KeyError:
        return None
    return found


class BookingForm(WhenForm):
    """C15: everything that a visit is booked with."""

    kind: Any = forms.ModelChoiceField(None, label=_("Kind of visit"), empty_label=_("Choose…"))
    goes = forms.TypedChoiceField(label=_("Who goes"))
    address = forms.CharField(label=_("Address"), max_length=longest(Visit, "address"))
    contact: Any = forms.ModelChoiceField(None, label=_("Contact"), required=False, empty_label=_("The customer"))
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea, max_length=longest(Visit, "notes"), required=False)

    def __init__(self, data: Any = None, *, customer: Customer, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["minutes"].help_text = _("Empty: as long as the kind takes.")
        self.fields["kind"].queryset = VisitKind.objects.offered()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["kind"].label_from_instance = _lasting  # type: ignore[attr-defined]  # the same
        offer_goers(self.fields["goes"], user)
        contacts = customer.contacts.order_by("name", "id")
        if contacts.exists():
            self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["contact"]


class RescheduleForm(WhenForm):
    """Another time for the same visit, and why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("It stays in the history of the visit.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["reason", "on", "period", "hour", "minutes", "version"]

    def when(self, visit: Visit) -> When:
        """What was asked for; as long as before unless another length was written."""
        data = self.cleaned_data
        return When(data["on"], data["period"], data["hour"], data["minutes"] or visit.minutes)


class MoveForm(WhenForm):
    """Another time, another length, somebody else, as on the board: why is not asked."""

    goes = forms.TypedChoiceField(label=_("Who goes"))
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["goes", "on", "minutes", "period", "hour", "reason", "version"]

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        offer_goers(self.fields["goes"], user)

    def when(self, visit: Visit) -> When:
        """As long as before unless another length was written."""
        data = self.cleaned_data
        return When(data["on"], data["period"], data["hour"], data["minutes"] or visit.minutes)


class AbsenceForm(FaenaForm):
    """Who is away, and from when to when by the company's wall: whole days where no hours are written."""

    technician = forms.TypedChoiceField(label=_("Technician"))
    first = forms.DateField(label=_("First day"))
    last = forms.DateField(label=_("Last day"))
    from_hour = forms.TimeField(label=_("From (time)"), required=False)
    to_hour = forms.TimeField(label=_("To (time)"), required=False, help_text=_("Empty: the whole day."))
    reason = forms.CharField(label=_("Reason"), max_length=longest(Absence, "reason"), required=False)
    beside = {"begins_at": "first", "ends_at": "last"}

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        people = technicians()
        if scope(user, Perm.AGENDA_ACT) is Scope.OWN:
            people = people.filter(pk=user.pk)
        meant = {str(one.pk): one for one in people}
        field: Any = self.fields["technician"]
        field.choices = [("", _("Choose…")), *((key, one.name) for key, one in meant.items())]
        field.coerce = meant.__getitem__

    def moments(self) -> tuple[datetime, datetime]:
        """From when to when."""
        data, zone = self.cleaned_data, timezone.get_current_timezone()
        begins = datetime.combine(data["first"], data["from_hour"] or time(0), zone)
        if data["to_hour"]:
            return begins, datetime.combine(data["last"], data["to_hour"], zone)
        return begins, datetime.combine(data["last"] + timedelta(days=1), time(0), zone)


class FeedForm(FaenaForm):
    """Of which visits somebody wants an address."""

    whose = forms.ChoiceField(choices=Feed.Whose.choices)


class GiveForm(FaenaForm):
    """Who goes instead, and why. Whoever has it is not offered; once something was sent everybody is, because somebody
    else may have been quicker, and the action says so."""

    goes = forms.TypedChoiceField(label=_("Who goes"))
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("It stays in the history of the visit.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, visit: Visit, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        offer_goers(self.fields["goes"], user, but="" if self.is_bound else key_of(visit.goes))


class SwapForm(FaenaForm):
    """Another technician's visit of that day, for which this one is exchanged, and why."""

    other: Any = forms.ModelChoiceField(None, label=_("Exchanged for"), empty_label=_("Choose…"))
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("It stays in the history of both visits.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, visit: Visit, **more: Any) -> None:
        super().__init__(data, **more)
        theirs = Visit.objects.filter(on=visit.on, state=Visit.State.BOOKED).exclude(technician=None)
        rows = theirs.exclude(technician=visit.technician).shown().order_by("starts_at", "id")
        self.fields["other"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["other"].label_from_instance = _with_whom  # type: ignore[attr-defined]  # the same


class ReasonForm(FaenaForm):
    """Why a visit is cancelled or failed."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea,
        max_length=longest(Visit, "ending"),
        help_text=_("It stays in the history of the visit."),
    )


class DoneForm(FaenaForm):
    """What was done, and what shows it (M30)."""

    note = forms.CharField(
        label=_("What was done"), widget=forms.Textarea, max_length=longest(Visit, "ending"), required=False
    )
    photos = PicturesField(label=_("Photos"), required=False)
    is_visible = forms.BooleanField(label=_("The customer may see the photos"), required=False)
    serial = ExactField(label=_("Serial of the installed device"), max_length=longest(Visit, "serial"), required=False)
    strokes = forms.CharField(max_length=MOST_SIGNS, required=False, error_messages={"max_length": TOO_LONG})
    signer = forms.CharField(
        label=_("Name of the person who signs"), max_length=longest(VisitSignature, "signer"), required=False
    )


def offer_goers(field: Any, user: User, but: str = "") -> None:
    """Technicians and positions as a choice with groups, and what each key means; all `but` one. A technician decides
    only for himself and for positions."""
    people = technicians()
    if scope(user, Perm.AGENDA_ACT) is Scope.OWN:
        people = people.filter(pk=user.pk)
    meant: dict[str, User | Position] = {key: one for one in people if (key := key_of(one)) != but}
    queues: dict[str, User | Position] = {key: one for one in positions() if (key := key_of(one)) != but}
    field.choices = [
        ("", _("Choose…")),
        *(
            (label, [(key, one.name) for key, one in those.items()])
            for label, those in ((_("Technicians"), meant), (_("Positions"), queues))
            if those
        ),
    ]
    field.coerce = (meant | queues).__getitem__


def _with_whom(visit: Visit) -> str:
    return f"{visit.goes.name} · {told(visit)}"


def _lasting(kind: VisitKind) -> str:
    return f"{kind.name} · {kind.minutes} min"
