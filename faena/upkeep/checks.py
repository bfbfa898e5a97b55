"""What a start says of settings that work, but not as they were meant (`manage.py check`)."""

from typing import Any

from django.conf import settings
from django.core.checks import Warning as Doubt
from django.core.checks import register


@register()
def behind_a_proxy(**_: Any) -> list[Doubt]:
    """https is a proxy's work, so there is one; without its number everybody who signs in has the proxy's address."""
    if not settings.HTTPS or settings.TRUSTED_PROXIES:
        return []
    said = "FAENA_URL begins with https://, so a proxy stands before the program, but FAENA_PROXIES is 0."
    hint = "Set FAENA_PROXIES=1 (or as many as there are): until then all visitors share one limit of wrong passwords."
    return [Doubt(said, hint=hint, id="faena.W001")]
