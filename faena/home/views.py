"""Home: what needs me now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.home.attention import heaps


@requires(Perm.SELF)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    shows_orders = request.company.has_workshop and may(request.user, Perm.ORDER_SEE)  # type: ignore[attr-defined]
    return render(request, "home/home.html", {"heaps": heaps(request.user) if shows_orders else []})
