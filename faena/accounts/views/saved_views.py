"""Views of lists: filters, words and sort, saved under a name, edited, deleted."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.actions import delete_view, edit_view, may_change, save_view
from faena.accounts.forms.saved_views import SavedViewForm
from faena.accounts.models import SavedView
from faena.accounts.requests import StaffRequest
from faena.accounts.saved_views import keeps_views, question_of
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.ui.answers import form_page, pressed


@requires(Perm.SELF)
def new_view(request: StaffRequest) -> HttpResponseBase:
    """`?list=orders:list&question=needs%3Dlate`: of which list, and the query string of its address. Without a list
    that keeps views the page leads home."""
    route = request.GET.get("list", "")
    if not keeps_views(route):
        return redirect(reverse("home:home"))
    question = question_of(request.GET.get("question", ""))
    address = _address(route, question)
    form = SavedViewForm(request.POST or None, shares=may(request.user, Perm.CATALOGUE_EDIT))

    def act(facts: dict[str, Any]) -> str:
        save_view(route=route, question=question, by=request.user, **facts)
        return address

    return form_page(request, form, "accounts/saved_view.html", {"view": None, "address": address}, act=act)


@requires(Perm.SELF)
def view(request: StaffRequest, pk: int) -> HttpResponseBase:
    kept = _changeable(request, pk)
    address = _address(kept.list_route, kept.question)
    initial = {"name": kept.name, "is_shared": kept.is_shared}
    form = SavedViewForm(request.POST or None, shares=may(request.user, Perm.CATALOGUE_EDIT), initial=initial)

    def act(facts: dict[str, Any]) -> str:
        edit_view(kept, name=facts["name"], is_shared=facts.get("is_shared", kept.is_shared), by=request.user)
        return address

    return form_page(request, form, "accounts/saved_view.html", {"view": kept, "address": address}, act=act)


@requires(Perm.SELF)
@require_POST
def delete(request: StaffRequest, pk: int) -> HttpResponseBase:
    kept = _changeable(request, pk)
    back = reverse(kept.list_route)
    return pressed(request, lambda: delete_view(kept, by=request.user), said=_("The view was deleted."), back=back)


def _changeable(request: StaffRequest, pk: int) -> SavedView:
    """404 for what one may not change, which is nobody's page but its own."""
    kept = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if not keeps_views(kept.list_route) or not may_change(kept, request.user):
        raise Http404
    return kept


def _address(route: str, question: str) -> str:
    return f"{reverse(route)}?{question}" if question else reverse(route)
