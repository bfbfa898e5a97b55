"""Fails closed: a view without a door is never called, and none by a method that the program does not have."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from faena.gate.doors import door_of

METHODS = ("GET", "HEAD", "POST")


class Doors:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        door = door_of(view)
        if door is None:
            raise PermissionDenied(f"{view.__module__}.{view.__name__} has no door")
        if door.kind == "api" or request.method in METHODS:
            return None
        return HttpResponseNotAllowed(METHODS)
