"""Views of lists, kept under a name: saved, renamed or shared, deleted. Sharing one with everybody is for who edits the
company's catalogues."""

from django.utils.translation import gettext as _

from faena.accounts.models import SavedView, User
from faena.gate.grants import Perm, may
from faena.gate.rights import NotAllowed, need
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused
from faena.lib.limits import check_value
from faena.lib.text import clean

MOST_VIEWS = 12  # of one user in one list: more are no tabs any more


@action(Perm.SELF)
def save_view(*, route: str, question: str, name: str, is_shared: bool = False, by: User) -> SavedView:
    """Keep filters, words and sort of a list as its tab. route: the list's; question: its address's, without the page.

    Raises NotAllowed for a shared one of somebody who may not share, RuleBroken beside "name" for one that is missing,
    too long or taken, and for one too many."""
    _check_sharing(is_shared, by)
    User.lock(by.pk)
    if SavedView.objects.filter(user=by, list_route=route).count() >= MOST_VIEWS:
        raise RuleBroken(_("You have %(most)s views of this list. Delete one first.") % {"most": MOST_VIEWS}, "name")
    check_value(SavedView, "list_route", route, at="route")
    check_value(SavedView, "question", question, at="question")
    view = SavedView(user=by, list_route=route, question=question, is_shared=is_shared)
    _name(view, name)
    record("view.saved", by.as_ref, said={"name": view.name}, by=by)
    return view


@action(Perm.SELF)
def edit_view(view: SavedView, *, name: str, is_shared: bool, by: User) -> SavedView:
    """Give it another name, share it or keep it for oneself.

    Raises NotAllowed for what is somebody else's or shared, without the right to share; RuleBroken beside "name"."""
    view = _locked(view, by)
    if is_shared != view.is_shared:
        _check_sharing(True, by)
    view.is_shared = is_shared
    _name(view, name)
    record("view.edited", view.user.as_ref, said={"name": view.name}, by=by)
    return view


@action(Perm.SELF)
def delete_view(view: SavedView, *, by: User) -> None:
    """Take the tab away. Raises NotAllowed for what is somebody else's or shared, without the right to share."""
    view = _locked(view, by)
    about, name = view.user.as_ref, view.name
    view.delete()
    record("view.deleted", about, said={"name": name}, by=by)


def may_change(view: SavedView, user: User) -> bool:
    """One's own; what everybody sees, and what is somebody else's, is for who may share."""
    is_own = view.user_id == user.pk and not view.is_shared
    return is_own or (view.is_shared and may(user, Perm.CATALOGUE_EDIT))


def _locked(view: SavedView, by: User) -> SavedView:
    User.lock(view.user_id)
    view = SavedView.objects.select_related("user").get(pk=view.pk)
    if not may_change(view, by):
        raise NotAllowed(Perm.CATALOGUE_EDIT)
    return view


def _check_sharing(is_shared: bool, by: User) -> None:
    if is_shared:
        need(by, Perm.CATALOGUE_EDIT)


def _name(view: SavedView, name: str) -> None:
    name = clean(name)
    if not name:
        raise RuleBroken(_("Give the view a name."), "name")
    check_value(SavedView, "name", name, at="name")
    view.name = name
    with refused():
        view.save()
