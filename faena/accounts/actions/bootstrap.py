"""The two users that no person is."""

from faena.accounts.models import PUBLIC, SYSTEM, User
from faena.lib.bootstrap import bootstrap


@bootstrap(20)
def ensure_nobody() -> None:
    """The two users that cannot sign in: who jobs and commands are, and who a customer by link is."""
    for email, name in ((SYSTEM, "Faena"), (PUBLIC, "—")):
        if not User.objects.filter(email=email).exists():
            user = User(email=email, name=name, role=None, is_active=False)
            user.set_unusable_password()
            user.save()


def system() -> User:
    return User.objects.get(email=SYSTEM)


def public() -> User:
    return User.objects.get(email=PUBLIC)
