"""Every request knows its shop (`request.company`) and runs in the shop's time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from faena.company.models import Company


class TheShop:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        company = Company.the()
        request.company = company  # type: ignore[attr-defined]  # the one attribute that Faena adds to a request
        with timezone.override(ZoneInfo(company.zone)):
            return self.get_response(request)
