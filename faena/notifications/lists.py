"""The list of mails: all of them, or those that did not leave."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.notifications.models import Message, MessageQuerySet
from faena.ui.columns import Column
from faena.ui.listing import Choice, Filters, Listing, Sort

MESSAGES = Listing(
    Message,
    [
        Column("subject", _("Message"), lambda message: message.subject, at="title"),
        Column(
            "state",
            _("State"),
            lambda message: message.state_said,
            at="status",
            tone=lambda message: message.tone,
        ),
        Column("address", _("To"), lambda message: message.address, at="sub"),
        Column("when", _("When"), lambda message: message.sent_at or message.created_at, at="meta", in_file=False),
        Column("written", _("Written"), lambda message: message.created_at),
        Column("sent", _("Sent"), lambda message: message.sent_at),
        Column("problem", _("Why not"), lambda message: message.problem_said, at="meta", look="is-told"),
        Column("ways", at="amount"),
    ],
    newest=Sort(_("Newest first"), ("-id",)),
    oldest=Sort(_("Oldest first"), ("id",)),
)
STATE = Choice(
    "state", _("State"), [("", pgettext_lazy("messages", "All of them")), ("stuck", _("Not sent"))], in_tabs=True
)


def messages_found(seen: MessageQuerySet, filters: Filters) -> MessageQuerySet:
    """Every message, those that did not leave, or those to one address."""
    rows = seen.stuck() if filters["state"] == "stuck" else seen
    return rows.filter(address__icontains=filters.q) if filters.q else rows
