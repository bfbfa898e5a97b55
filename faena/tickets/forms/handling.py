"""What the pages that handle a ticket may send: its status, its type, a comment, its end, its date."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.files.forms import AttachmentsField, PicturesField
from faena.lib.limits import longest
from faena.lib.named import Ask, Named
from faena.tickets.actions import CommentFacts
from faena.tickets.forms.choosing import branches, by_key, destinations
from faena.tickets.models import LONGEST_DATE_REASON, Comment, Priority, Ticket, TicketClosing, TicketStatus, TicketType
from faena.ui.fields import RowField
from faena.ui.forms import FaenaForm


class TicketStatusForm(FaenaForm):
    """C12: the statuses that are offered and the one it has, and the priorities."""

    status: Any = RowField(TicketStatus.objects.none(), label=_("Status"), widget=forms.RadioSelect, empty_label=None)
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, widget=forms.RadioSelect
    )
    is_visible = forms.BooleanField(label=_("Tell the customer of the new status"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ticket: Ticket, **more: Any) -> None:
        super().__init__(data, **more)
        status: Any = self.fields["status"]
        status.queryset = TicketStatus.objects.offered(ticket.status)
        status.find = lambda key: _offered.first(pk=key, kept=ticket.status_id)


def _with_key(ask: type[Ask]) -> QuerySet[TicketStatus]:
    pk: Any = TicketStatus._meta.pk
    return TicketStatus.objects.offered(TicketStatus(pk=ask("kept", pk))).filter(pk=ask("pk", pk))


_offered: Named[TicketStatus] = Named(_with_key)


class TypeForm(FaenaForm):
    """Those that a ticket can be opened with, and the one that it has."""

    type = forms.TypedChoiceField(label=_("Type"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ticket: Ticket, **more: Any) -> None:
        super().__init__(data, **more)
        types = by_key(TicketType.objects.for_opening()) | {str(ticket.type_id): ticket.type}
        field: Any = self.fields["type"]
        field.choices, field.coerce = branches(types), types.__getitem__


REPLY = "reply"  # a comment that the customer reads


class CommentForm(FaenaForm):
    """C14: an answer, which the customer reads; a note, which he does not; a test report with its result, internal
    unless it is made visible; or what the customer said, and how that came. `by_chat`: it goes by WhatsApp instead of
    by mail. `then`: what is done next."""

    beside = {"channel": "by_chat"}

    kind = forms.ChoiceField(
        label=_("Kind of comment"),
        choices=[
            (REPLY, pgettext_lazy("kind of comment", "Answer")),
            (Comment.Kind.COMMENT, pgettext_lazy("kind of comment", "Internal note")),
            *((kind.value, kind.label) for kind in (Comment.Kind.TEST, Comment.Kind.HEARD)),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Comment"), max_length=longest(Comment, "text"), widget=forms.Textarea({"rows": "4"})
    )
    result = forms.CharField(label=_("Result"), max_length=longest(Comment, "result"), required=False)
    channel = forms.ChoiceField(label=_("How it came"), choices=Ticket.Channel.choices, required=False)
    photos = PicturesField(label=_("Photos"), required=False)
    attachments = AttachmentsField()
    by_chat = forms.BooleanField(label=_("by WhatsApp"), required=False)
    is_visible = forms.BooleanField(label=_("The customer may read it"), required=False)
    then = forms.ChoiceField(choices=[("close", "close")], required=False, widget=forms.HiddenInput)

    @property
    def facts(self) -> CommentFacts:
        """Of a valid form."""
        data = self.cleaned_data
        kind, is_reply = data["kind"], data["kind"] == REPLY
        is_visible = is_reply or (data["is_visible"] and kind == Comment.Kind.TEST)
        chat = Ticket.Channel.WHATSAPP if data["by_chat"] and is_reply else ""
        return CommentFacts(
            text=data["text"],
            kind=Comment.Kind.COMMENT if is_reply else kind,
            result=data["result"],
            is_visible=is_visible,
            channel=data["channel"] if kind == Comment.Kind.HEARD else chat,
            photos=data["photos"],
            attachments=data["attachments"],
        )


class ClosingForm(FaenaForm):
    """C13: how it ended, as what, and why; `cancels_visits` is asked only while visits are pending."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=TicketClosing.Outcome.choices, widget=forms.RadioSelect)
    type = forms.TypedChoiceField(label=_("Closed as"))
    text = forms.CharField(
        label=_("What solved it, or why nothing did"),
        max_length=longest(TicketClosing, "text"),
        widget=forms.Textarea({"rows": "4"}),
    )
    is_visible = forms.BooleanField(label=_("Tell the customer how it ended"), required=False)
    cancels_visits = forms.BooleanField(label=_("Cancel the visits that are still to come"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ticket: Ticket, has_visits: bool, **more: Any) -> None:
        super().__init__(data, **more)
        types = by_key(TicketType.objects.for_closing())
        field: Any = self.fields["type"]
        field.choices, field.coerce = [("", _("Choose…")), *branches(types)], types.__getitem__
        self.initial.setdefault("type", str(ticket.type_id) if str(ticket.type_id) in types else "")
        if not has_visits:
            del self.fields["cancels_visits"]


class ReopeningForm(FaenaForm):
    """C13: why, and with whom."""

    reason = forms.CharField(label=_("Reason"), max_length=longest(TicketClosing, "reopen_reason"))
    to = forms.TypedChoiceField(label=_("Who gets it"), required=False, empty_value=None)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        groups, there = destinations(user)
        field: Any = self.fields["to"]
        field.choices, field.coerce = [("", _("Whoever had it last")), *groups], there.__getitem__


class DateForm(FaenaForm):
    """C16, C19: when it is due by what was agreed; empty: by the hours of its type."""

    at = forms.DateTimeField(
        label=_("Agreed date"), required=False, help_text=_("Leave it empty and the hours of the type count again.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_DATE_REASON, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def status_written(ticket: Ticket) -> dict[str, Any]:
    """Status and priority now, as their form shows them."""
    return {"status": ticket.status_id, "priority": ticket.priority, "version": ticket.version}


def type_written(ticket: Ticket) -> dict[str, Any]:
    """The type now, as its form shows it."""
    return {"type": ticket.type_id, "version": ticket.version}


def date_written(ticket: Ticket) -> dict[str, Any]:
    """The agreed date now, as its form shows it."""
    return {"at": ticket.negotiated_at, "version": ticket.version}
