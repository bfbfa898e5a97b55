"""What has to be there for everything else to be kept: the guards, and somebody who may do everything."""

from collections.abc import Iterator

from faena.accounts.models import User
from faena.lib import guards
from faena.upkeep.fsck.finding import Finding


def missing_guards() -> Iterator[Finding]:
    """The database keeps every rule that a room gave it."""
    for name in guards.missing():
        yield Finding("guard", name, "The database lacks it. `manage.py migrate` makes it again.")


def masters() -> Iterator[Finding]:
    """Where anybody works, an active Master does."""
    if User.objects.staff().exists() and not User.objects.masters().exists():
        yield Finding("role", "master", "Nobody who is active is a Master: nobody may do everything.")
