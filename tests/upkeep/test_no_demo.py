"""W36: a real installation has no account that somebody else knows."""

import pytest
from django.core.management import CommandError, call_command

from faena.accounts.models import User


def test_a_real_installation_has_no_demo(db, settings):
    """W36: no default account: without FAENA_DEMO the command refuses."""
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo")

    assert not User.objects.staff().exists()
