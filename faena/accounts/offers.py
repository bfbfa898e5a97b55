"""What can be done with somebody who works here now."""

from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.actions.access import why_not_invite
from faena.accounts.actions.factors import why_not_remove_all
from faena.accounts.actions.locks import why_not_change
from faena.accounts.actions.throttles import is_limited
from faena.accounts.actions.users import why_not_deactivate, why_not_delete, why_not_give_role
from faena.accounts.models import User
from faena.gate.grants import Perm
from faena.gate.offers import Offer, Offers
from faena.ui.jinja import url


def offers_of(user: User, reader: User, *, has_factor: bool) -> Offers:
    """has_factor: whether the user has a second factor."""
    change, uninvited, edit = why_not_change(user, reader), why_not_invite(user, reader), Perm.USER_EDIT
    limited = user.is_active and is_limited(user)
    bare = why_not_remove_all(user, reader, has_one=has_factor)
    stays, keeps, lasts = (why(user, reader) for why in (why_not_deactivate, why_not_give_role, why_not_delete))

    def offer(name: str, label: str, icon: str, route: str, why: str, permission: Perm = edit, **more: Any) -> Offer:
        return Offer(name, label, icon, url(f"accounts:{route}", user.pk), permission, why, **more)

    if user.is_active:
        facts: dict[str, Any] = {"dialog": "deactivate", "tone": "red"}
        switch = offer("deactivate", _("Deactivate"), "user-x", "deactivation", stays, **facts)
    else:
        switch = offer("activate", _("Activate"), "user-check", "activation", change, form="activate")
    return Offers(
        reader,
        [
            switch,
            offer("edit", _("Edit"), "pencil", "edit_user", change, primary=True, key="e"),
            offer("photo", _("Change photo"), "upload", "change_photo", change),
            offer("work", _("Hand over"), "arrow-left-right", "hand_over", change, dialog="work"),
            *([offer("limits", _("Lift the limit"), "key-round", "limits", change, form="limits")] if limited else []),
            offer("sessions", _("Sign out everywhere"), "log-out", "user_sessions_end", change, dialog="sessions"),
            offer("factors", _("Remove second factor"), "shield", "user_factors_removal", bare, Perm.USER_ROLE),
            offer("invite", _("Send the invitation again"), "send", "invite", uninvited, form="invite"),
            offer("invitation_link", _("Hand over a link"), "link", "invitation_link", uninvited),
            offer("role", _("Change role"), "shield", "role", keeps, Perm.USER_ROLE, dialog="role"),
            offer("delete", _("Delete"), "trash-2", "delete", lasts, Perm.USER_DELETE, dialog="delete", tone="red"),
        ],
        menu=("role", "sessions", "factors", "deactivate", "delete"),
        header=("edit",),
    )
