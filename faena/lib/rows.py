"""Columns that many tables share: the version that makes a stale save visible, the uid of rows born on a phone."""

import uuid
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from faena.lib.errors import Stale


class Born(models.Model):
    """A row that a phone may create: `uid` comes from the client, the bigint key from the server."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """An editable row: its form carries `version`; a save on an older version is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def locked(cls, pk: Any, version: int | None = None) -> Self:
        """The row read again under a lock. Raises Stale when `version` is not the row's.

        Rows that only point to it (an event to its author) are written meanwhile: they do not change it, and two people
        who edit one another would wait for each other for ever."""
        row = cls._default_manager.select_for_update(of=("self",), no_key=True).get(pk=pk)
        if version is not None and row.version != version:
            raise Stale(_("Somebody saved this while you were editing. Compare below, then save again."), current=row)
        return row

    def save_changes(self, *fields: str) -> None:
        """Write only these fields and raise the version."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])
