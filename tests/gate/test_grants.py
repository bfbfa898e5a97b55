"""The one table of who may do what, and the three kinds of door."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from faena.accounts.models import User
from faena.gate import doors
from faena.gate.grants import GRANTS, Perm, Scope, may, scope
from faena.gate.middleware import Doors
from faena.gate.roles import Role
from faena.ui.errors import csrf_failure

# Written down a second time, on purpose: what no edit of the table may open by mistake.
ONLY_MASTER = {
    Perm.HOOK,
    Perm.USER_CREATE,
    Perm.USER_ROLE,
    Perm.USER_DELETE,
    Perm.CATALOGUE_DELETE,
    Perm.CUSTOMER_RETIRE,
    Perm.CUSTOMER_FORGET,
    Perm.ORDER_REOPEN,
    Perm.ORDER_CUSTOMER,
    Perm.PAYMENT_REVERSE,
    Perm.BALANCE_VOID,
    Perm.BACKUP,
    Perm.EXPORT_ALL,
}


def test_a_master_has_no_limits():
    """W28."""
    assert {perm for perm in Perm if GRANTS[perm][Role.MASTER] is not Scope.ALL} == set()


def test_what_only_a_master_may():
    """W28: an Administrator makes no users, gives no roles, deletes and reverses nothing."""
    alone = {perm for perm in Perm if all(GRANTS[perm][role] is Scope.NONE for role in Role if role != Role.MASTER)}

    assert alone == ONLY_MASTER


def test_a_seller_has_everything_only_for_his_own():
    """W31: the one exception is himself."""
    whole = {perm for perm in Perm if GRANTS[perm][Role.SELLER] is Scope.ALL}

    assert whole == {Perm.SELF, Perm.ACCESS}


def test_a_technician_touches_no_prices_and_no_settings():
    """W28: Technicians have further limits."""
    closed = {perm for perm in Perm if GRANTS[perm][Role.TECHNICIAN] is Scope.NONE}

    assert {Perm.ORDER_VALUE, Perm.ORDER_VOID, Perm.COMPANY_EDIT, Perm.CATALOGUE_EDIT, Perm.USER_SEE} <= closed


def test_every_permission_has_a_row_for_every_role():
    """W24."""
    assert set(GRANTS) == set(Perm)
    assert {tuple(row) for row in GRANTS.values()} == {tuple(role.value for role in Role)}


def test_nobody_without_a_role_or_inactive_has_anything():
    nobody = [None, User(role=None), User(role="master", is_active=False), User(role="no such role")]

    for user in nobody:
        assert {scope(user, perm) for perm in Perm} == {Scope.NONE}
        assert not may(user, Perm.SELF)


# --- doors ------------------------------------------------------------------------------------------------


def page(request):
    return HttpResponse("inside")


@pytest.fixture
def knock(rf):
    """Ask a view as somebody."""

    def ask(view, user=None, method="get", **headers):
        from django.contrib.auth.models import AnonymousUser

        request = getattr(rf, method)("/orders/?page=2", **headers)
        request.user = user or AnonymousUser()
        return view(request)

    return ask


def test_a_staff_door_opens_for_whom_has_the_permission(knock, owner, technician):
    view = doors.requires(Perm.COMPANY_EDIT)(page)

    assert knock(view, owner).content == b"inside"
    with pytest.raises(PermissionDenied):
        knock(view, technician)


def test_a_staff_door_sends_visitors_to_the_sign_in_page_and_back(knock):
    view = doors.requires(Perm.SELF)(page)

    assert knock(view)["Location"] == "/sign-in/?next=/orders/%3Fpage%3D2"
    assert knock(view, method="post")["Location"] == "/sign-in/?next=/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fragment_never_leaves_the_page(knock, method):
    """M11: a question in the background of a half-filled form."""
    answer = knock(doors.requires(Perm.SELF)(page), method=method, HTTP_HX_REQUEST="true")

    assert (answer.status_code, answer["X-Session-Ended"]) == (401, "1")
    assert not {"HX-Redirect", "Location"} & set(answer.headers)


def test_a_fragment_with_the_token_of_an_earlier_sign_in_leaves_the_page_too(rf):
    """M11: signed in again in another tab; a whole page says so, and is marked for the script."""
    assert csrf_failure(rf.post("/", headers={"HX-Request": "true"})).status_code == 401

    answer = csrf_failure(rf.post("/"))
    assert answer.status_code == 403
    assert b"data-too-old" in answer.content


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        ("http://testserver/orders/new/?new=1", "/orders/new/%3Fnew%3D1"),
        ("http://evil.test/orders/", "/"),
        ("http://testserver//evil.test/", "/"),
        ("", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_a_form_one_comes_back_to_the_page_on_which_it_was_written(knock, referer, leads_to):
    """M11: a path of ours, whatever a browser tells."""
    answer = knock(doors.requires(Perm.SELF)(page), method="post", HTTP_REFERER=referer)

    assert answer["Location"] == f"/sign-in/?next={leads_to}"


def test_open_doors_are_open_and_say_so(knock):
    public, link = doors.public(page), doors.by_link(page)

    assert knock(public).content == knock(link).content == b"inside"
    assert (doors.door_of(public).kind, doors.door_of(link).kind) == ("public", "link")


def test_a_view_without_a_door_is_never_called(rf):
    """Forgetting fails closed."""
    with pytest.raises(PermissionDenied, match="has no door"):
        Doors(page).process_view(rf.get("/"), page, (), {})

    assert Doors(page).process_view(rf.get("/"), doors.public(page), (), {}) is None
