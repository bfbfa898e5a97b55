"""Django's sessions in the database. The one read of each request has its SQL written once."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from faena.lib.named import Named

_KEY, _END = Session._meta.get_field("session_key"), Session._meta.get_field("expire_date")
_session: Named[Session] = Named(
    lambda ask: Session.objects.filter(session_key=ask("key", _KEY), expire_date__gt=ask("now", _END))
)


class SessionStore(InDatabase):
    def _get_session_from_db(self) -> Any:
        found = _session.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
