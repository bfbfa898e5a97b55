"""Static files under addresses that change with their content, collected or not: `app.css?v=3f2a9c1b`."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedStaticFilesStorage


class VersionedStatic(CompressedStaticFilesStorage):
    """A browser may keep what it got for ever; an upgrade changes the address."""

    def url(self, name: str | None) -> str:
        if not name or name.endswith("/"):
            return super().url(name)
        if settings.DEBUG:
            return _with_version(super().url(name), _version(name))
        key = (self.base_url, name)
        if key not in _addresses:
            _addresses[key] = _with_version(super().url(name), _version(name))
        return _addresses[key]


def _version(name: str) -> str:
    """Eight signs of the hash of a file; nothing for one that is not there."""
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8] if isinstance(found, str) else ""


def _with_version(address: str, version: str) -> str:
    return f"{address}?v={version}" if version else address


# (where static files are, name) → address, while the program runs: a page asks for dozens.
_addresses: dict[tuple[str | None, str], str] = {}
