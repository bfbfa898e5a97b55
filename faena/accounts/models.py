"""The people who work here, their positions, how they are invited, and the throttles at the doors."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.company.models import Branch, CatalogueRow
from faena.files.models import File
from faena.gate.roles import Role
from faena.lib.refs import Referable
from faena.lib.rows import Versioned

SYSTEM, PUBLIC = "system@faena.invalid", "public@faena.invalid"


class Position(CatalogueRow):
    """A job role (cargo); a ticket can be forwarded to it, so it is a queue as well."""


class UserQuerySet(models.QuerySet["User"]):
    def staff(self) -> Self:
        """People, without the two rows that cannot sign in."""
        return self.exclude(role=None)

    def active(self) -> Self:
        return self.staff().filter(is_active=True)

    def technicians(self) -> Self:
        """Who can be given work: active, by name."""
        return self.active().filter(role=Role.TECHNICIAN).order_by("name", "id")

    def masters(self) -> Self:
        return self.active().filter(role=Role.MASTER)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(Referable, AbstractBaseUser, Versioned):
    """Somebody who works here, or one of two rows that cannot sign in (no role): `system` does jobs and
    commands, `public` is a customer acting by link."""

    ref_kind_name: ClassVar[str] = "user"

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, null=True)  # noqa: DJ001  # NULL: cannot sign in
    language = models.CharField(_("language"), max_length=8, default="es")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    photo = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")
    positions = models.ManyToManyField(Position, blank=True, related_name="members")
    receives_tickets = models.BooleanField(_("receives tickets"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    session_generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        indexes = [models.Index(fields=["name", "id"], name="user_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        return False

    @property
    def has_joined(self) -> bool:
        """Has set a password: an invitation that was not used yet reads as pending."""
        return self.has_usable_password()

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """A new generation (deactivated, role changed, signed out everywhere) ends every live session."""
        return f"{super()._get_session_auth_hash(secret)}{self.session_generation}"  # type: ignore[misc]  # private, kept by name in Django 5.2


class Invitation(models.Model):
    """A single-use link with which a new user sets a password. Only the token's hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user} {self.expires_at:%Y-%m-%d}"


class Throttle(models.Model):
    """Attempts under one key ("sign-in:ip:…") within one window; one atomic row that all workers share."""

    key = models.CharField(max_length=160, unique=True)
    count = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} {self.count}"
