"""Tokens of the API: made, shown once, revoked."""

import secrets
import zlib
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.accounts.models import Token, User
from faena.gate.grants import OF_NO_TOKEN, Perm, Scope, may, scope
from faena.gate.rights import NotAllowed
from faena.journal.actions import record
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_text, longest
from faena.lib.sealing import token_hash
from faena.lib.text import clean

PREFIX: Final = "faena_"
RANDOM: Final = 32  # signs, of 4 bits each
DAYS: Final = (30, 90, 180, 365)
ENDED: Final = gettext_lazy("This token has ended already.")
MOST_TOKENS: Final = 20  # living ones of one person


@action(Perm.ACCESS)
def make_token(*, name: str, perms: Collection[Perm], days: int = 90, by: User) -> tuple[Token, str]:
    """A token of one's own, and its text, which is kept nowhere. days: until it ends, one of DAYS.

    Raises RuleBroken beside "name", "perms" or "days"; NotAllowed for a permission that one's own role has not."""
    if not (name := clean(name)):
        raise RuleBroken(_("Fill this in."), "name", "required")
    check_text(name, longest(Token, "name"), at="name")
    if days not in DAYS:
        raise RuleBroken(_("Choose one of these."), "days", "not-offered")
    if not perms:
        raise RuleBroken(_("Choose at least one thing that it may do."), "perms", "required")
    for perm in perms:
        if perm in OF_NO_TOKEN or not may(by, perm):
            raise NotAllowed(perm, "perms")
    User.lock(by.pk)
    if by.tokens.living().count() >= MOST_TOKENS:
        raise RuleBroken(_("You have %(most)s tokens. Revoke one first.") % {"most": MOST_TOKENS})
    text = new_text()
    token = Token.objects.create(
        user=by,
        name=name,
        token_hash=token_hash(text),
        last_four=text[-4:],
        perms=sorted(perms),
        expires_at=timezone.now() + timedelta(days=days),
    )
    facts = {"perms": token.perms, "days": days}
    record("token.made", by.as_ref, facts=facts, said={"name": by.name, "token": name}, by=by)
    return token, text


@action(Perm.ACCESS)
def revoke_token(token: Token, *, by: User) -> Token:
    """It opens nothing any more. One's own, or anybody's for whoever gives roles. Raises RuleBroken where it ended."""
    if token.user_id != by.pk and scope(by, Perm.USER_ROLE) is not Scope.ALL:
        raise NotAllowed(Perm.USER_ROLE)
    Token.lock(token.pk)
    token = Token.objects.select_related("user").get(pk=token.pk)
    if not token.is_living:
        raise RuleBroken(ENDED)
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    said = {"name": token.user.name, "token": token.name}
    record("token.revoked", token.user.as_ref, said=said, by=by)
    return token


@step
def revoke_all(user: User) -> int:
    """Those of somebody whose sign-in begins anew. Returns how many."""
    return Token.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())


def new_text() -> str:
    """`faena_`, 32 random signs, and 8 by which whoever looks for lost secrets knows that it is one."""
    random = secrets.token_hex(RANDOM // 2)
    return f"{PREFIX}{random}{zlib.crc32(random.encode()):08x}"


def is_wellformed(text: str) -> bool:
    """Whether it could be a token at all."""
    random, check = text[len(PREFIX) : -8], text[-8:]
    return text.startswith(PREFIX) and len(random) == RANDOM and f"{zlib.crc32(random.encode()):08x}" == check
