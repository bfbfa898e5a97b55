"""Every request knows its shop (`request.company`) and runs in the shop's time zone."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from faena.company.models import Company
from faena.gate.doors import door_of
from faena.gate.grants import half_of


class TheShop:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        company = Company.the()
        request.company = company  # type: ignore[attr-defined]  # the one attribute that Faena adds to a request
        with timezone.override(ZoneInfo(company.zone)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """A half that is switched off is not there, for anybody."""
        door, company = door_of(view), request.company  # type: ignore[attr-defined]  # set above
        half = half_of(door.perm) if door and door.perm else ""
        if half and half not in company.halves:
            raise Http404
