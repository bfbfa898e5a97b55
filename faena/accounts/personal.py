"""What of those who work here is personal (lib/personal.py), in our tables and in those of what signs them in."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as DjangoSession

from faena.accounts.models import Invitation, Position, SavedView, Session, Throttle, Token, User
from faena.lib.personal import declare

declare(User, staff="password email name sort_name language phone muted_notices")
declare(Position, plain="name")
declare(Invitation, plain="token_hash")
declare(Session, plain="session_key", staff="session_data browser address")
declare(SavedView, plain="list_route", staff="name question")
declare(Token, plain="token_hash last_four perms", staff="name")
declare(Throttle, passing="key")
declare(EmailAddress, staff="email")
declare(EmailConfirmation, passing="key")
declare(Authenticator, staff="data")
declare(DjangoSession, passing="session_key session_data")
declare(Group, plain="name")
declare(Permission, plain="name codename")
declare(ContentType, plain="app_label model")
