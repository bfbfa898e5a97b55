"""What a start says of settings that work, but not as they were meant."""

from django.core.checks import run_checks


def doubts():
    return [found.id for found in run_checks() if found.id.startswith("faena.")]


def test_a_forgotten_number_of_proxies_is_told(settings):
    """Everybody who signs in would have the proxy's address, and one limit of wrong passwords."""
    assert doubts() == []

    settings.HTTPS = True
    assert doubts() == ["faena.W001"]

    settings.TRUSTED_PROXIES = 1
    assert doubts() == []
