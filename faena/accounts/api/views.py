"""Views of lists that people keep: filters, words and sort, under a name."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from faena.accounts.actions import delete_view, edit_view, may_change, save_view
from faena.accounts.api.room import routes
from faena.accounts.models import SavedView
from faena.accounts.requests import StaffRequest
from faena.accounts.saved_views import keeps_views, question_of
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.rest.lists import Page, page_of
from faena.rest.routes import the
from faena.rest.values import In, Out


class SavedViewOut(Out):
    """list: of which list, "orders:list"; question: the query string of its address. is_mine: whether the reader may
    change it."""

    id: int
    list: str
    name: str
    question: str
    is_shared: bool
    is_mine: bool


def _shown(request: StaffRequest, view: SavedView) -> SavedViewOut:
    return SavedViewOut(
        id=view.pk,
        list=view.list_route,
        name=view.name,
        question=view.question,
        is_shared=view.is_shared,
        is_mine=may_change(view, request.user),
    )


@routes.thing("/views", Perm.SELF, parameters=("list", "limit", "cursor"))
def saved_views(request: StaffRequest) -> Page[SavedViewOut]:
    """One's own, and those that are shared with everybody; of one list by `list`."""
    rows: QuerySet[SavedView] = SavedView.objects.visible_to(request.user)
    if route := request.GET.get("list"):
        rows = rows.filter(list_route=route)
    page = page_of(request, rows, ("name", "id"))
    return Page[SavedViewOut](items=[_shown(request, row) for row in page.rows], next=page.next_cursor)


@routes.thing("/views/{int:view_id}", Perm.SELF)
def saved_view(request: StaffRequest, view_id: int) -> SavedViewOut:
    """One view of a list."""
    return _shown(request, the(SavedView.objects.visible_to(request.user), view_id))


class SavedViewIn(In):
    """route: of which list, "orders:list". is_shared: for everybody, by who may edit catalogues."""

    route: str
    question: str
    name: str
    is_shared: bool = False


@routes.event("/views", Perm.SELF, to=saved_view)
def keep_view(request: StaffRequest, facts: SavedViewIn) -> int:
    """Filters, words and sort of a list become a tab of it."""
    if not keeps_views(facts.route):
        raise RuleBroken(_("Pick one from the list."), "route", "not-offered")
    facts.question = question_of(facts.question)
    return save_view(**facts.model_dump(), by=request.user).pk


class SavedViewEditIn(In):
    """What is left out stays as it is."""

    name: str | None = None
    is_shared: bool | None = None


@routes.change("/views/{int:view_id}", Perm.SELF, to=saved_view, is_versioned=False)
def rename_view(request: StaffRequest, view_id: int, facts: SavedViewEditIn) -> int:
    """Another name; shared with everybody, or kept for oneself."""
    view = _changeable(request, view_id)
    name = view.name if facts.name is None else facts.name
    is_shared = view.is_shared if facts.is_shared is None else facts.is_shared
    edit_view(view, name=name, is_shared=is_shared, by=request.user)
    return view_id


@routes.removal("/views/{int:view_id}", Perm.SELF)
def drop_view(request: StaffRequest, view_id: int) -> None:
    """The tab is taken away."""
    delete_view(_changeable(request, view_id), by=request.user)


def _changeable(request: StaffRequest, view_id: int) -> SavedView:
    """404 for what one may not change, as its page."""
    view: SavedView = the(SavedView.objects.visible_to(request.user), view_id)
    if not keeps_views(view.list_route) or not may_change(view, request.user):
        raise Http404
    return view
