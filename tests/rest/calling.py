"""Calling the API as a program does: with a token, a key for each POST, and versions.

api = Api(clerk)                         everything that the role may; Api(clerk, Perm.ORDER_SEE) only that
api.post("/orders", {"reason": "…"})     → Response: status_code, .json(), headers
"""

import json
import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from faena.accounts import bearer
from faena.accounts.actions.tokens import new_text
from faena.accounts.bearer import WRITES
from faena.accounts.models import Throttle, User
from faena.gate.grants import Perm
from faena.rest.routes import ROOT
from tests import factories


def token_for(user: User, *perms: Perm) -> str:
    """A token with these permissions; by default with all that there are, whatever the role has of them."""
    text = new_text()
    token = factories.a_token(user, text=text, perms=sorted(perms or Perm))
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    bearer._noted[token.pk, "127.0.0.1"] = hour  # its first use is noted: what a call costs is what the next ones cost
    return text


class Api:
    """One program with one token. An exception of the program rises here, as in the framework's own client."""

    def __init__(self, user: User | None, *perms: Perm, language: str = "en") -> None:
        self.user, self.perms, self.written = user, perms, 0
        self.headers = {"Accept-Language": language}
        self.client = Client()
        self._take_token()

    def _take_token(self) -> None:
        """At first, and the counters begin anew before a test writes more than a person may in a minute."""
        if self.user is not None and self.written == 0:
            self.headers["Authorization"] = f"Bearer {token_for(self.user, *self.perms)}"
        if self.user is not None and self.written % (WRITES - 5) == WRITES - 6:
            Throttle.objects.filter(key__startswith=f"api:{self.user.pk}").delete()
        self.written += 1

    def get(self, path: str, **asked: Any) -> Any:
        return self.client.get(ROOT + path, asked, headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str = "", version: int | None = None) -> Any:
        return self._send("POST", path, body, version, key or str(uuid.uuid4()))

    def patch(self, path: str, body: Any, *, version: int | None = None) -> Any:
        return self._send("PATCH", path, body, version)

    def delete(self, path: str, *, version: int | None = None) -> Any:
        return self._send("DELETE", path, None, version)

    def form(self, path: str, fields: dict[str, Any], *, key: str = "") -> Any:
        """multipart/form-data; files among the fields."""
        self._take_token()
        headers = {**self.headers, "Idempotency-Key": key or str(uuid.uuid4())}
        return self.client.post(ROOT + path, fields, headers=headers)

    def _send(self, method: str, path: str, body: Any, version: int | None, key: str = "") -> Any:
        self._take_token()
        headers = dict(self.headers)
        if key:
            headers["Idempotency-Key"] = key
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        text = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, ROOT + path, text, "application/json", headers=headers)
