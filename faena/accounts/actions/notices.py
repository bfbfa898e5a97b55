"""Mails that tell somebody what happened to their sign-in. None holds a link: it says where to look instead, so that
nobody learns to follow one."""

import uuid

from django.utils import timezone
from django.utils.translation import override

from faena.accounts.models import User
from faena.journal.unit_of_work import step
from faena.lib.dates import exact_moment
from faena.notifications.actions import notify


@step
def write_notice(user: User, template: str, *, to: str = "", **data: object) -> None:
    """A mail in the user's language, to the user's e-mail (or `to`, where that was another until now)."""
    with override(user.language):
        when = exact_moment(timezone.now(), user.language)
    notify(
        template,
        address=to or user.email,
        language=user.language,
        data={"name": user.first_name, "when": when, **data},
        ref=user.as_ref,
        dedupe_key=f"{template}-{uuid.uuid4()}",
    )
