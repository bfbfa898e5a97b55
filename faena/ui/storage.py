"""Static files under addresses that change with their content, collected or not: `app.css?v=3f2a9c1b`."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedStaticFilesStorage


class VersionedStatic(CompressedStaticFilesStorage):
    """A browser may keep what it got for ever; an upgrade changes the address."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        if not name or name.endswith("/"):
            return address
        version = _version_now(name) if settings.DEBUG else _version(name)
        return f"{address}?v={version}" if version else address


def _version_now(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8] if isinstance(found, str) else ""


_version = lru_cache(maxsize=None)(_version_now)
