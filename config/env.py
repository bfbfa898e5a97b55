"""Reading the environment: each helper returns a typed value or stops with a sentence that says what to type."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable as written; empty is as good as unset."""
    return os.environ.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    """On or off: 1/0, true/false, yes/no, on/off."""
    raw = text(name)
    if not raw:
        return default
    if raw.lower() in TRUE:
        return True
    if raw.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    raw = text(name)
    if not raw:
        return default
    if not raw.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.")
    return int(raw)


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def nets(name: str) -> list[IPv4Network | IPv6Network]:
    """Nets of addresses: 10.1.0.0/16, fd00::/8."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} holds nets such as 10.1.0.0/16, separated by commas: {error}.") from error


def address(name: str, default: str = "") -> dict[str, str | int | None]:
    """A URL (scheme://user:password@host:port/path) taken apart."""
    return taken_apart(text(name, default), name)


def taken_apart(raw: str, name: str) -> dict[str, str | int | None]:
    """The parts of a URL that stands in `name`."""
    parts = urlsplit(raw)
    if raw and not parts.scheme:
        raise ImproperlyConfigured(f"{name} must look like scheme://host/…, not {raw!r}.")
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a port that is no number.") from error
    return {
        "scheme": parts.scheme,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "host": parts.hostname or "",
        "port": port,
        "path": unquote(parts.path.lstrip("/")),
    }
