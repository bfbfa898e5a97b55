"""`can` in templates: `{% if can.has("order.close") %}`. It hides what the door would refuse anyway."""

from typing import Any

from django.http import HttpRequest

from faena.gate.grants import Perm, may


class Can:
    def __init__(self, user: Any) -> None:
        self.user = user

    def has(self, perm: str | None) -> bool:
        return perm is None or may(self.user, Perm(perm))


def permissions(request: HttpRequest) -> dict[str, Any]:
    return {"can": Can(getattr(request, "user", None))}
