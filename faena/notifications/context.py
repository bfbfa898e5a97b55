"""`mail_leaves` in templates: whether a mail reaches anybody, or only becomes a file or a line of a log."""

from django.http import HttpRequest

from faena.notifications.jobs import mail_leaves


def mail(request: HttpRequest) -> dict[str, bool]:
    return {"mail_leaves": mail_leaves()}
