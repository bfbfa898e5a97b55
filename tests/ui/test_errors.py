"""What went wrong is told inside the frame of whoever is signed in, and in a bare one to everybody else."""

import re

import psycopg
import pytest

from faena.ui.errors import handler500
from tests import factories
from tests.world import sign_in

pytestmark = [pytest.mark.urls("tests.ui.broken")]


def is_framed(answer, user):
    """Side bar, tab bar and "More" of this user, and one way to the start."""
    page = answer.content.decode()
    frames = [f'class="{name}"' in page for name in ("sidebar", "tabbar")] + [f"<strong>{user.name}</strong>" in page]
    assert len(set(frames)) == 1, frames
    assert page.count("<h1") == page.count("</html>") == 1
    assert "To the start" in page
    return all(frames)


@pytest.mark.parametrize("role", ["owner", "admin", "clerk", "seller", "technician"])
def test_nothing_here_keeps_the_menu(db, role, request):
    """M38: an address that nobody knows, and a thing that is not there."""
    user = request.getfixturevalue(role)
    browser = sign_in(user)

    for address in ("/no/such/page/", "/customers/2000000000/", "/orders/2000000000/"):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert is_framed(answer, user)
        assert "Nothing here" in answer.content.decode()


def test_not_allowed_keeps_the_menu(technician):
    """M38: with the entries that this role has, and no other."""
    answer = sign_in(technician).get("/users/")

    assert answer.status_code == 403
    assert is_framed(answer, technician)
    assert "You do not have permission" in answer.content.decode()
    assert 'href="/users/"' not in answer.content.decode()


@pytest.mark.parametrize("address", ["/breaks/", "/breaks/transaction/"])
def test_broken_keeps_the_menu(clerk, address):
    """M38: so that one goes on elsewhere with one press."""
    browser = sign_in(clerk)
    browser.raise_request_exception = False

    answer = browser.get(address)

    assert answer.status_code == 500
    assert is_framed(answer, clerk)
    assert "Something broke on our side" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [("/breaks/room/", 507, "The disk of the server is full"), ("/breaks/lock/", 503, "cannot do this right now")],
)
def test_what_failed_around_us_says_that_it_is_worth_trying_again(clerk, address, status, said):
    browser = sign_in(clerk)
    browser.raise_request_exception = False

    answer = browser.get(address)

    assert (answer.status_code, answer["Retry-After"]) == (status, "60")
    assert is_framed(answer, clerk)
    assert said in answer.content.decode()


def test_where_the_frame_is_what_broke_the_page_stands_alone(clerk):
    """M38: no error of an error."""
    browser = sign_in(clerk)
    browser.raise_request_exception = False

    answer = browser.get("/breaks/frame/")

    assert answer.status_code == 500
    assert not is_framed(answer, clerk)
    assert "Something broke on our side" in answer.content.decode()


def test_a_database_that_is_away_is_away_for_the_page_too(rf, caplog):
    """It stands alone, and the log does not take it for a fault of ours."""

    class Reader:
        @property
        def is_authenticated(self):
            raise psycopg.OperationalError("connection refused")

    request = rf.get("/orders/")
    request.user = Reader()
    try:
        raise psycopg.OperationalError("connection refused")
    except psycopg.OperationalError:
        answer = handler500(request)

    assert answer.status_code == 503
    assert "cannot do this right now" in answer.content.decode() or "no puede hacerlo" in answer.content.decode()
    assert caplog.records == []


@pytest.mark.parametrize("body", [{"operation": "short"}, {"csrf": True}])
def test_other_refusals_keep_it_too(clerk, body):
    """M38: a form without its key, a page that is too old."""
    browser = sign_in(clerk, enforce_csrf_checks="csrf" in body)

    answer = browser.post("/me/photo/removal/", body)

    assert answer.status_code in (400, 403)
    assert is_framed(answer, clerk)


def test_a_visitor_sees_no_menu(db, visitor, clerk):
    """M38: nothing of who works here, neither on a 404 nor on a 500."""
    factories.the_company(name="Taller Luz")
    visitor.raise_request_exception = False

    for address, status in (("/no/such/page/", 404), ("/breaks/", 500)):
        answer = visitor.get(address)
        assert answer.status_code == status
        assert not is_framed(answer, clerk)
        assert not re.search(r'href="/(orders|customers|cash)/', answer.content.decode())
