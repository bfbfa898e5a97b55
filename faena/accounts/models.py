"""The people who work here, their positions, how they are invited, and the throttles at the doors."""

from importlib import import_module
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from faena.company.models import LANGUAGES, Branch, CatalogueQuerySet, CatalogueRow
from faena.files.models import File
from faena.gate.grants import Perm, Scope, roles_with, scope
from faena.gate.names import NAMES
from faena.gate.roles import Role
from faena.lib.errors import says
from faena.lib.named import Named
from faena.lib.refs import Referable
from faena.lib.rows import BaseModel, Versioned
from faena.lib.sealing import token_hash
from faena.lib.text import fold, sort_key
from faena.notifications.models import BELL_COUNTS, Notice

SYSTEM, PUBLIC = "system@faena.invalid", "public@faena.invalid"


MOST_NAMED = 8  # permissions of a token, beside it in a list
MOST_WORDS = 8  # of a search; what is pasted beyond them finds nobody more


class PositionQuerySet(CatalogueQuerySet["Position"]):
    def receiving(self) -> Self:
        """Those that a ticket can go to: offered, and somebody who receives tickets has it (C11)."""
        members = User.objects.receiving().filter(positions=models.OuterRef("pk"))
        return self.offered().filter(models.Exists(members))


class Position(CatalogueRow):
    """A job role (cargo); a ticket can be forwarded to it, so it is a queue as well."""

    objects: ClassVar = PositionQuerySet.as_manager()

    class Meta(CatalogueRow.Meta):
        constraints = [models.UniqueConstraint(Lower("name"), name="position_name_once")]


class UserQuerySet(models.QuerySet["User"]):
    def staff(self) -> Self:
        """People, without the two rows that cannot sign in."""
        return self.exclude(role=None)

    def active(self) -> Self:
        return self.staff().filter(is_active=True)

    def handling_tickets(self) -> Self:
        """Who can do something with a ticket: active, and of a role that handles them."""
        return self.active().filter(role__in=roles_with(Perm.TICKET_HANDLE))

    def receiving(self) -> Self:
        """Whom a ticket can go to (C11): who handles tickets and is not kept out of them."""
        return self.handling_tickets().filter(receives_tickets=True)

    def technicians(self) -> Self:
        """Who can be given work: active, by name."""
        return self.active().filter(role=Role.TECHNICIAN).order_by("sort_name", "id")

    def masters(self) -> Self:
        return self.active().filter(role=Role.MASTER)

    def has_master(self) -> bool:
        """Whether there ever was one who may do everything: then this installation is set up."""
        return self.filter(role=Role.MASTER).exists()

    def visible_to(self, user: Any) -> Self:
        """Whose page this user may open: everybody's, for those who see users at all."""
        return self.staff() if scope(user, Perm.USER_SEE) is Scope.ALL else self.none()

    def matching(self, text: str) -> Self:
        """Those whose name has every word of the text, in any order and without accents, or whose e-mail has it all."""
        by_name = models.Q()
        for word in fold(text).split()[:MOST_WORDS]:
            by_name &= models.Q(sort_name__contains=word)
        return self.filter(by_name | models.Q(email__contains=text.strip().lower()))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        """With the photo: a face stands on every page."""
        return UserQuerySet(self.model, using=self._db).select_related("photo")

    def get(self, *conditions: Any, **wanted: Any) -> "User":
        """Each request reads its user by `pk` alone. The managers that Django derives from this one, of the users of a
        position or a branch, look among theirs."""
        if self is not User._default_manager or conditions or wanted.keys() != {"pk"}:
            return self.get_queryset().get(*conditions, **wanted)
        if found := _user.first(pk=wanted["pk"]):
            return found
        raise User.DoesNotExist

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(Referable, AbstractBaseUser, Versioned):
    """Somebody who works here, or one of two rows that cannot sign in (no role): `system` does jobs and
    commands, `public` is a customer acting by link."""

    ref_kind_name: ClassVar[str] = "user"
    closed_sets: ClassVar = {"language": LANGUAGES}
    limited_to: frozenset[Perm] | None = None  # the permissions of the token by which he came; None: he came himself
    token_id: int | None = None

    email = models.EmailField(_("e-mail"))  # kept in lower case
    name = models.CharField(_("name"), max_length=80)
    sort_name = models.CharField(max_length=200, editable=False)  # text.sort_key of the name
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, null=True)  # noqa: DJ001  # NULL: cannot sign in
    language = models.CharField(_("language"), max_length=8, default="es")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    photo = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")
    positions = models.ManyToManyField(Position, blank=True, related_name="members")
    receives_tickets = models.BooleanField(_("receives tickets"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    muted_notices = models.JSONField(default=list)  # kinds of notices that do not reach them (notifications.Notice)
    quiet_from = models.TimeField(null=True)  # by the company's wall: until quiet_to the bell says nothing
    quiet_to = models.TimeField(null=True)
    session_generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower"),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="user_quiet_hours_are_whole",
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="user_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_program(self) -> bool:
        """Jobs and commands act as this row, and nobody signs in as it: what they do nobody has to be allowed."""
        return self.email == SYSTEM

    def check_password(self, raw_password: str | None) -> bool:
        """Who has none yet is asked for as much work as a wrong one takes, whatever signs it has."""
        if not self.has_usable_password():
            make_password(raw_password)
            return False
        return super().check_password(raw_password)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The name's sort key follows the name, and an e-mail has one spelling."""
        self.sort_name, self.email = sort_key(self.name), self.email.strip().lower()
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = [*fields, "sort_name"]
        super().save(*args, **kwargs)

    @property
    def is_staff(self) -> bool:
        return False

    @property
    def has_joined(self) -> bool:
        """Has set a password: an invitation that was not used yet reads as pending."""
        return self.has_usable_password()

    @property
    def photo_url(self) -> str:
        """The address of the small photo; "" while there is none to show."""
        if self.photo is None or not self.photo.is_ready:
            return ""
        return f"{reverse('accounts:photo', args=[self.pk])}?{self.photo_id}"

    @property
    def is_sent_tickets(self) -> bool:
        """Whether a ticket can go to them while they are active: as `receiving` has it."""
        return self.receives_tickets and self.role in roles_with(Perm.TICKET_HANDLE)

    @property
    def as_technician(self) -> str:
        """The name, and beside it why they repair nothing any more."""
        if not self.is_active:
            return gettext("%(name)s (inactive)") % {"name": self.name}
        if self.role != Role.TECHNICIAN:
            return gettext("%(name)s (no technician)") % {"name": self.name}
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """A new generation (deactivated, role changed, signed out everywhere) ends every live session."""
        return f"{super()._get_session_auth_hash(secret)}{self.session_generation}"  # type: ignore[misc]  # private, kept by name in Django 5.2


# Of the unread notices the bell counts only so many, one by one along their own index: with the user, so that no page
# asks for them apart.
_UNREAD = f"""(SELECT COUNT(*) FROM (
    SELECT 1 FROM {Notice._meta.db_table} notice
    WHERE notice.user_id = {User._meta.db_table}.id AND notice.read_at IS NULL LIMIT {BELL_COUNTS + 1}
) AS counted)"""  # noqa: S608  # names of tables and a number
_user: Named[User] = Named(
    lambda ask: User.objects.filter(pk=ask("pk", User._meta.pk)).annotate(
        unread_notices=RawSQL(_UNREAD, [], output_field=models.IntegerField())  # noqa: S611  # no word of anybody
    )
)


class Invitation(BaseModel):
    """A single-use link with which a new user sets a password. Only the token's hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user} {self.expires_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()

    @classmethod
    def by_token(cls, token: str) -> "Invitation | None":
        """The invitation that this link opens, unless it was used, has expired, or its user was deactivated."""
        found = cls.objects.select_related("user").filter(token_hash=token_hash(token), user__is_active=True).first()
        return found if found and found.is_open else None


class Session(AbstractBaseSession):
    """One browser for as long as it is signed in, or while somebody signs in (without a user). What stands in the
    columns beyond the framework's own is copied from the data at each save (`session_store`)."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=80, blank=True)  # "Firefox, Linux"; "" for one that does not say
    address = models.CharField(max_length=64, blank=True)  # as throttles count it, where it was last seen
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = verbose_name_plural = "session"

    def __str__(self) -> str:
        return f"{self.user} {self.browser}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store

    @property
    def mark(self) -> str:
        """What a page names it by: whoever has the key itself is signed in."""
        return token_hash(self.session_key)[:24]


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and what is shared with everybody who works here."""
        if scope(user, Perm.SELF) is Scope.NONE:
            return self.none()
        return self.filter(models.Q(user=user.pk) | models.Q(is_shared=True))


class SavedView(BaseModel):
    """Filters, words and sort of a list, kept under a name: a tab of that list for its user, or for everybody.
    `list_route`: the list's route; `question`: the query string of its address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    list_route = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=40)
    question = models.CharField(max_length=1000)
    is_shared = models.BooleanField(_("for everybody"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("user", "list_route", Lower("name"), name="view_name_once")]

    def __str__(self) -> str:
        return self.name


_views: Named[SavedView] = Named(
    lambda ask: SavedView.objects.filter(
        models.Q(user=ask("user", User._meta.pk)) | models.Q(is_shared=True),
        list_route=ask("route", SavedView._meta.get_field("list_route")),
    ).order_by("name", "id")
)


def saved_views(user: User, route: str) -> list[SavedView]:
    """Those of a list that the user sees, by name."""
    return _views.rows(user=user.pk, route=route)


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, user: Any) -> Self:
        """One's own; those of everybody for whoever gives roles. Nobody comes by a token to see tokens."""
        if scope(user, Perm.ACCESS) is Scope.NONE:
            return self.none()
        return self if scope(user, Perm.USER_ROLE) is Scope.ALL else self.filter(user=user.pk)

    def living(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class Token(Referable, BaseModel):
    """By it a program calls the API as its user: it may what the user's role and `perms` both have. Only a hash of it
    is kept; `last_four` are for people to tell them apart."""

    ref_kind_name: ClassVar[str] = "token"

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4)
    perms = models.JSONField(default=list)  # names of permissions (gate/grants.py)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # written once an hour at most
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="token_of_user")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_living(self) -> bool:
        """As TokenQuerySet.living asks it."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def reach(self) -> frozenset[Perm]:
        """What it may. A permission that there is no more is none."""
        return frozenset(perm for perm in Perm if perm in self.perms)

    @property
    def named(self) -> list[Any]:
        """What it may, in the words of people; "…" for more than a few."""
        names = [label for group in NAMES.values() for perm, label in group.items() if perm in self.perms]
        return names if len(names) <= MOST_NAMED else [*names[:MOST_NAMED], "…"]


class Throttle(BaseModel):
    """Attempts under one key ("sign-in:ip:…") within one window; one atomic row that all workers share."""

    key = models.CharField(max_length=160, unique=True)
    count = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} {self.count}"


says(
    "user_email_once",
    _("Somebody here has this e-mail already. Everybody needs one of their own."),
    "email",
    "duplicate",
)
says("view_name_once", _("You have a view of this name already. Choose another one."), "name", "duplicate")
