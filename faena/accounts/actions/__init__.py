"""Writes of the people: who works here (users), how they get in (access), how often a door may be tried
(throttles)."""

from faena.accounts.actions.access import (
    NewShop,
    accept_invitation,
    change_own_password,
    invite,
    invite_by_hand,
    link_of,
    recover_password,
    send_recovery,
    set_up,
)
from faena.accounts.actions.bootstrap import system
from faena.accounts.actions.handing import (
    HandedOver,
    deactivate_and_hand_over,
    edit_and_hand_over,
    give_role_and_hand_over,
    hand_over_work,
)
from faena.accounts.actions.throttles import TooMany, give_back, hit, lift_limits
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
    "HandedOver",
    "NewShop",
    "Person",
    "TooMany",
    "accept_invitation",
    "activate_user",
    "change_own_password",
    "change_photo",
    "choose_language",
    "create_user",
    "deactivate_and_hand_over",
    "deactivate_user",
    "delete_user",
    "edit_and_hand_over",
    "edit_profile",
    "edit_user",
    "give_back",
    "give_role",
    "give_role_and_hand_over",
    "hand_over_work",
    "hit",
    "invite",
    "invite_by_hand",
    "lift_limits",
    "link_of",
    "recover_password",
    "remove_photo",
    "send_recovery",
    "set_up",
    "system",
]
