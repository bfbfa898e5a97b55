"""The idempotency key: `{{ idempotency_key() }}` in every form that changes something."""

import secrets
from typing import Any

from django.http import HttpRequest
from markupsafe import Markup

KEY_FIELD = "operation"  # the name in the form


def idempotency_key(request: HttpRequest) -> dict[str, Any]:
    def hidden_field() -> Markup:
        """A fresh key; a form sent back with errors keeps the one it came with."""
        sent = request.POST.get(KEY_FIELD, "") if request.method == "POST" else ""
        return Markup('<input type="hidden" name="{}" value="{}">').format(KEY_FIELD, sent or new_key())

    return {"idempotency_key": hidden_field}


def new_key() -> str:
    return secrets.token_urlsafe(18)
