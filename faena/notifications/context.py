"""`mail_leaves` in templates: whether a mail reaches anybody, or only becomes a file or a line of a log. `unread`: what
the bell shows."""

from django.http import HttpRequest

from faena.notifications.jobs import mail_leaves
from faena.notifications.notices import bell_text


def mail(request: HttpRequest) -> dict[str, bool]:
    return {"mail_leaves": mail_leaves()}


def bell(request: HttpRequest) -> dict[str, str]:
    return {"unread": bell_text(getattr(request, "user", None))}
