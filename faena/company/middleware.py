"""Every request knows its shop (`request.company`) and runs in the shop's time zone."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from faena.company.models import Company
from faena.company.requests import ShopRequest
from faena.gate.doors import door_of
from faena.gate.grants import module_of


class TheShop:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: ShopRequest) -> HttpResponseBase:
        company = Company.the()
        request.company = company  # the one attribute that Faena adds to a request
        with company.in_its_zone():
            return self.get_response(request)

    def process_view(self, request: ShopRequest, view: Any, args: Any, kwargs: Any) -> None:
        """A module that is switched off is not there, for anybody."""
        door = door_of(view)
        module = module_of(door.perm) if door and door.perm else ""
        if module and module not in request.company.modules:
            raise Http404
