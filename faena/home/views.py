"""Home: what needs me now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from faena.gate.doors import requires
from faena.gate.grants import Perm


@requires(Perm.SELF)
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home/home.html")
