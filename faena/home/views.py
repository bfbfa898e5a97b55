"""Home: what needs me now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.home.attention import heaps


@requires(Perm.SELF)
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    shows_orders = request.company.has_workshop and may(request.user, Perm.ORDER_SEE)
    return render(request, "home/home.html", {"heaps": heaps(request.user) if shows_orders else []})
