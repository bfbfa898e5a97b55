"""A page with one button, in front of the real middleware: it writes one row and may refuse."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from config import urls
from config.urls import handler400, handler403, handler404, handler500
from faena.company.models import Branch
from faena.gate.doors import requires
from faena.gate.grants import Perm

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@requires(Perm.SELF)
def press(request: HttpRequest) -> HttpResponse:
    row = Branch.objects.create(name=request.POST.get("name", ""))
    if not row.name:
        return render(request, "ui/errors/refused.html", {"title": "-", "text": "A name, please."}, status=422)
    if row.name == "broken":
        raise ZeroDivisionError
    messages.success(request, "Done.")
    return HttpResponseRedirect(f"/pressed/{row.pk}/", status=303)


urlpatterns = [path("press/", press, name="press"), *urls.urlpatterns]
