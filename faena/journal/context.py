"""`{{ operation_key() }}` in every form that changes something."""

import secrets
from typing import Any

from django.http import HttpRequest
from markupsafe import Markup

KEY_FIELD = "operation"


def operation(request: HttpRequest) -> dict[str, Any]:
    def operation_key() -> Markup:
        """A fresh key; a form sent back with errors keeps the one it came with."""
        sent = request.POST.get(KEY_FIELD, "") if request.method == "POST" else ""
        return Markup('<input type="hidden" name="{}" value="{}">').format(KEY_FIELD, sent or new_key())

    return {"operation_key": operation_key}


def new_key() -> str:
    return secrets.token_urlsafe(18)
