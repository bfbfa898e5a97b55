"""What the customer is told."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from faena.files.forms import PicturesField
from faena.lib.limits import longest
from faena.lib.named import Ask, Named
from faena.orders.forms.telling import TellForm, text_mark
from faena.orders.models import InternalEntry, Stage, Status, StatusEntry, Telling
from faena.ui.fields import RowField
from faena.ui.forms import FaenaForm


def _offered(kept: Status | None) -> QuerySet[Status]:
    """What an order on its way may be given, and the one that stands there already."""
    ends = Status.objects.filter(stage__in=[Stage.CLOSED, Stage.VOID])
    if kept:
        ends = ends.exclude(pk=kept.pk)
    return Status.objects.offered(kept).exclude(pk__in=ends)


def _of_key(ask: type[Ask], has_kept: bool) -> QuerySet[Status]:
    pk: Any = Status._meta.pk
    return _offered(Status(pk=ask("kept", pk)) if has_kept else None).filter(pk=ask("pk", pk))


_with_key: Named[Status] = Named(_of_key)


class StatusEntryForm(FaenaForm):
    """A customer status and its note. `kept`: the status it has now, offered although it is retired."""

    status: Any = RowField(Status.objects.none(), label=_("Status"), widget=forms.RadioSelect, empty_label=None)
    note = forms.CharField(
        label=_("Note for the customer"),
        max_length=longest(StatusEntry, "note"),
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, kept: Status | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields["status"]
        status.queryset = _offered(kept)
        status.find = lambda key: _with_key.first(kept is not None, pk=key, kept=kept.pk if kept else None)


class _StatusRadios(forms.RadioSelect):
    """Each says its stage, by which the page shows what belongs to it."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-stage"] = value.instance.stage
        return option


class AddStatusForm(StatusEntryForm, TellForm):
    """A new customer status with its photos, and how the customer is told in the same press. `asks`: the page showed
    the channels and the text, which is as it was `offered` (text_mark) unless somebody changed it; the box of the
    order's page shows neither."""

    status: Any = RowField(Status.objects.none(), label=_("Status"), widget=_StatusRadios, empty_label=None)
    photos = PicturesField(label=_("Photos"), required=False)
    tell = forms.BooleanField(label=_("Tell the customer by WhatsApp or e-mail"), required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=longest(Telling, "text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    asks = forms.BooleanField(widget=forms.HiddenInput, required=False)
    offered = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes. Nobody is written to by the button, the switch or the channels; a text that is as it
        was offered is written anew, about what was chosen since."""
        data = self.cleaned_data
        tells = data["asks"] and data["tell"] and "silent" not in self.data
        return {
            **{name: data[name] for name in ("status", "note", "photos")},
            "channels": data["channels"] if tells else [],
            "text": "" if text_mark(data["text"]) == data["offered"] else data["text"],
            "reminds": data["asks"] and data["reminds"],
        }


class EditStatusForm(StatusEntryForm):
    """Correcting what the customer was told."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AttachForm(FaenaForm):
    """More photos for a status."""

    photos = PicturesField(label=_("Photos"))


def entry_written(entry: StatusEntry | InternalEntry) -> dict[str, Any]:
    """What an entry says now, as the form that corrects it shows it."""
    return {"status": entry.status_id, "note": entry.note, "version": entry.version}
