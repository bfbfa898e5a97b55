"""Django's sessions in the database. The one read of each request has its SQL written once, and a row says whose it is,
so that people see where they are signed in."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.utils import timezone

from faena.accounts.middleware import DEVICE, ENDS_AT
from faena.accounts.models import Session
from faena.lib.named import Named

_KEY, _END = Session._meta.get_field("session_key"), Session._meta.get_field("expire_date")
_session: Named[Session] = Named(
    lambda ask: Session.objects.filter(session_key=ask("key", _KEY), expire_date__gt=ask("now", _END))
)


class SessionStore(InDatabase):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row ends when the session does (SessionEnd), so nobody sees one that is over."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        device, now = data.get(DEVICE, {}), timezone.now()
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.browser, row.address = device.get("browser", ""), device.get("address", "")
        row.began_at = _moment(device["began_at"]) if "began_at" in device else now
        row.seen_at = now
        if ENDS_AT in data:
            row.expire_date = min(row.expire_date, _moment(data[ENDS_AT]))
        return row

    def _get_session_from_db(self) -> Any:
        found = _session.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
