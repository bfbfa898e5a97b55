"""Writes of the people: who works here (users), how they get in (access), by what besides the password (factors), where
they are signed in (devices), how often a door may be tried (throttles), the views of lists that they keep
(saved_views)."""

from faena.accounts.actions.access import (
    NewShop,
    accept_invitation,
    change_own_password,
    invite,
    invite_by_hand,
    link_of,
    recover_password,
    refuse_sign_in,
    send_recovery,
    set_up,
    signed_in,
)
from faena.accounts.actions.bootstrap import system
from faena.accounts.actions.devices import (
    end_all_sessions,
    end_other_sessions,
    end_session,
    report_new_device,
)
from faena.accounts.actions.factors import (
    add_app,
    add_passkey,
    remove_all_factors,
    remove_factor,
    renew_codes,
    require_factor,
    use_code,
)
from faena.accounts.actions.handing import (
    HandedOver,
    deactivate_and_hand_over,
    edit_and_hand_over,
    give_role_and_hand_over,
    hand_over_work,
)
from faena.accounts.actions.reaching import choose_notices
from faena.accounts.actions.saved_views import delete_view, edit_view, may_change, save_view
from faena.accounts.actions.throttles import TooMany, give_back, hit, lift_limits
from faena.accounts.actions.tokens import ENDED, make_token, revoke_token
from faena.accounts.actions.users import (
    Person,
    activate_user,
    change_photo,
    choose_language,
    create_user,
    deactivate_user,
    delete_user,
    edit_profile,
    edit_user,
    give_role,
    remove_photo,
)

__all__ = [
    "ENDED",
    "HandedOver",
    "NewShop",
    "Person",
    "TooMany",
    "accept_invitation",
    "activate_user",
    "add_app",
    "add_passkey",
    "change_own_password",
    "change_photo",
    "choose_language",
    "choose_notices",
    "create_user",
    "deactivate_and_hand_over",
    "deactivate_user",
    "delete_user",
    "delete_view",
    "edit_and_hand_over",
    "edit_profile",
    "edit_user",
    "edit_view",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "give_back",
    "give_role",
    "give_role_and_hand_over",
    "hand_over_work",
    "hit",
    "invite",
    "invite_by_hand",
    "lift_limits",
    "link_of",
    "make_token",
    "may_change",
    "recover_password",
    "refuse_sign_in",
    "remove_all_factors",
    "remove_factor",
    "remove_photo",
    "renew_codes",
    "report_new_device",
    "require_factor",
    "revoke_token",
    "save_view",
    "send_recovery",
    "set_up",
    "signed_in",
    "system",
    "use_code",
]
