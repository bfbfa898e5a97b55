"""Who may open what, route by route, read from the resolver and the one table of grants (W24, W28, W31).

For each route and each role: not signed in → to the sign-in page, not allowed → 403, not visible → 404 exactly as if
it did not exist, else an answer. What is refused changes nothing."""

import re

import pytest
from django.db import transaction

from faena.gate.grants import GRANTS, Scope, scope
from faena.gate.roles import Role
from tests import routes as house
from tests.fingerprint import fingerprint
from tests.world import StaffClient, sign_in, signed_in_as

pytestmark = pytest.mark.slow("each route, each role, with and without the right")

# Reviewed by hand: anybody may open these without signing in.
PUBLIC = {
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "accounts:passkey",
    "accounts:passkey_challenge",
    "accounts:sign_out",
    "company:logo",
    "mfa_authenticate",
    "portal:code",
    "ui:language",
    "ui:side",
    "ui:text",
    "ui:theme",
}
# The holder of an unguessable link may open these.
BY_LINK = {
    "accounts:invitation",
    "accounts:setup",
    "portal:attachment",
    "portal:label",
    "portal:photo",
    "portal:report",
    "portal:tracking",
    "portal:visit_photo",
}
# Nothing there in this world: no logo, no recovery that was asked for, and the shop has its Master.
ABSENT = {"account_reset_password_from_key", "accounts:setup", "company:logo"}
GOOD_GET = {200, 302, 303, 405}
GOOD_POST = {302, 303, 400, 405, 409, 422}
# Questions about people, sent as POST so that they stand in no log; they write nothing.
ASKS = {"cash:sums", "cash:several_sums", "customers:alike", "orders:preview"}
# (route, who): refused by a rule of the thing itself and not by the door.
OWN_RULE: dict[tuple[str, str], int] = {
    # what is with somebody else is not there to be handled
    ("tickets:forward", "technician"): 404,
    ("tickets:take", "technician"): 404,
    ("tickets:status", "technician"): 404,
    ("tickets:close", "technician"): 404,
    ("tickets:book", "technician"): 404,
    ("tickets:workshop", "technician"): 404,
    # a view that is shared is changed by who edits the catalogues
    **{(f"accounts:{name}", who): 404 for name in ("view", "delete_view") for who in ("clerk", "seller", "technician")},
}
# (route, who): the page of a visit that is somebody else's; a form of it that was open still says why not.
NOT_THEIRS = {
    (f"agenda:{name}", "technician")
    for name in ("reschedule", "give", "swap", "arrival", "completion", "failure", "cancellation")
}

GONE = {404, 405, 410}

ROUTES = house.routes()
BEHIND = [route for route in ROUTES if route.door and route.door.kind == "staff"]
OPEN = [route for route in ROUTES if route.door and route.door.kind != "staff"]
OF_CUSTOMERS = [
    route for route in BEHIND if house.of_one_customer(route) and GRANTS[route.door.perm][Role.SELLER] is not Scope.NONE
]


def each(routes):
    return pytest.mark.parametrize("route", routes, ids=str)


# --- doors ------------------------------------------------------------------------------------------------


def test_every_route_has_a_door_and_a_name():
    assert [route.pattern for route in ROUTES if route.door is None] == []
    assert [route.pattern for route in ROUTES if not route.name or route.name.endswith(":")] == []


def test_the_open_routes_are_those_that_somebody_reviewed():
    assert {route.name for route in ROUTES if route.door and route.door.kind == "public"} == PUBLIC
    assert {route.name for route in ROUTES if route.door and route.door.kind == "link"} == BY_LINK


def test_no_route_is_the_admin_site_of_the_framework():
    assert [route.pattern for route in ROUTES if "admin" in getattr(route.view, "__module__", "")] == []


# --- role × route -----------------------------------------------------------------------------------------


@pytest.fixture
def things(world):
    return world.things


@pytest.fixture
def people(world):
    return world.people


@pytest.fixture
def staff(world):
    """Each of them signed in."""
    return {who: signed_in_as(browser) for who, browser in world.browsers.items()}


@each(BEHIND)
def test_it_opens_for_whom_it_should(route, things, staff, people, visitor):
    own, missing = things.url(route), things.url(route, "missing")
    before = fingerprint()

    for method in ("GET", "POST"):
        assert goes_to_sign_in(ask(visitor, method, own)), f"{method} without signing in"
        for who, browser in staff.items():
            if scope(people[who], route.door.perm) is Scope.NONE:
                answer = ask(browser, method, own)
                assert answer.status_code == 403, f"{method} as {who}: {answer.status_code}"
                assert ask(browser, method, missing).status_code == 403
            elif route.parts and method == "GET":
                assert ask(browser, method, missing).status_code in {404, 405}, f"{who}: missing"
        assert fingerprint() == before, f"{method}: a refused request changed something"

    for who, browser in staff.items():
        if scope(people[who], route.door.perm) is not Scope.NONE:
            answer = ask(browser, "GET", own)
            good = {OWN_RULE[route.name, who], 405} if (route.name, who) in OWN_RULE else GOOD_GET
            good = {404} if (route.name, who) in NOT_THEIRS else good
            assert answer.status_code in good, f"GET as {who}: {answer.status_code}"
            assert not goes_to_sign_in(answer)
            assert_private(answer)
    assert fingerprint() == before, "a GET changed something"


@each(BEHIND)
def test_an_empty_form_is_answered_and_never_breaks(route, things, staff, people):
    """Each role sends it to the same untouched world."""
    for who, browser in staff.items():
        if scope(people[who], route.door.perm) is Scope.NONE:
            continue
        with transaction.atomic():
            answer = ask(browser, "POST", things.url(route))
            transaction.set_rollback(True)
        good = {OWN_RULE[route.name, who]} if (route.name, who) in OWN_RULE else GOOD_POST
        good = {200} if route.name in ASKS else good
        assert answer.status_code in good, f"POST as {who}: {answer.status_code}"
        assert not goes_to_sign_in(answer)


@each(OF_CUSTOMERS)
def test_what_is_another_sellers_looks_as_if_it_did_not_exist(route, things, staff):
    """W31: same status, same headers that matter, same words."""
    browser, before = staff["seller"], fingerprint()

    for method in ("GET", "POST"):
        foreign, missing = things.url(route, "foreign"), things.url(route, "missing")
        text, untold = ask(browser, method, foreign), ask(browser, method, missing)
        assert text.status_code in {404, 405}
        assert text.status_code == untold.status_code
        assert words(text, foreign) == words(untold, missing)
        assert "Esteban" not in text.content.decode(errors="replace")
    assert fingerprint() == before


@each([route for route in BEHIND if GRANTS[route.door.perm][Role.SELLER] is not Scope.NONE])
def test_a_sellers_page_never_names_anybody_elses_customer(route, things, staff):
    """W31: lists, searches and figures too."""
    browser, theirs = staff["seller"], things.foreign
    secrets = [
        theirs.customer.name,
        str(theirs.order),
        theirs.device.serial,
        str(theirs.payment),
        str(theirs.ticket),
        str(theirs.visit),
        theirs.token,
    ]
    searches = ["", "?q=Esteban", f"?q={theirs.order.number}", f"?q={theirs.device.serial}"]

    for search in [*searches, f"?customer={theirs.customer.pk}", f"?q=+58412&stage=all&device={theirs.device.pk}"]:
        page = browser.get(things.url(route) + search)
        text = b"".join(page).decode(errors="replace").replace(search.partition("=")[2] or "\0", "")
        assert [secret for secret in secrets if secret in text] == [], search


@each([route for route in OF_CUSTOMERS if len(house.parts_of_a_customer(route)) > 1])
def test_a_foreign_part_under_an_own_thing_is_not_found(route, things, staff):
    first, *rest = house.parts_of_a_customer(route)
    values = things.values(route) | {part: things.values(route, "foreign")[part] for part in rest}

    for method in ("GET", "POST"):
        assert ask(staff["seller"], method, route.url(values)).status_code in {404, 405}
    values = things.values(route, "foreign") | {first: things.values(route)[first]}
    assert ask(staff["seller"], "GET", route.url(values)).status_code in {404, 405}


@each(OPEN)
def test_an_open_route_answers_everybody(route, things, visitor, staff):
    before = fingerprint()

    for browser in (visitor, staff["owner"]):
        answer = browser.get(things.url(route))
        assert answer.status_code in (GONE if route.name in ABSENT else GOOD_GET)
        assert_private(answer)
    if route.parts:
        assert visitor.get(things.url(route, "missing")).status_code in GONE | {200}
    assert fingerprint() == before


def test_a_customer_with_the_link_reaches_only_his_own_case(things, visitor):
    """W1: the token opens one case; its photos only under their own token."""
    names = {route.name: route for route in ROUTES}
    mixed = {"token": things.own.token, "photo_pk": things.foreign.photo.pk, "file_pk": things.foreign.file.pk}

    page = visitor.get(things.url(names["portal:tracking"])).content.decode()

    assert "Esteban" not in page
    assert visitor.get(names["portal:photo"].url(mixed)).status_code == 404
    assert visitor.get(names["portal:attachment"].url(mixed)).status_code == 404
    assert visitor.get(names["portal:tracking"].url({"token": "x" * 43})).status_code == 404


def test_somebody_who_was_deactivated_is_out_at_once(people, staff):
    """W25: the session that is open does not help."""
    clerk, browser = people["clerk"], staff["clerk"]
    assert browser.get("/").status_code == 200

    type(clerk).objects.filter(pk=clerk.pk).update(is_active=False)

    assert goes_to_sign_in(browser.get("/"))


def test_a_form_from_elsewhere_is_refused(people):
    browser = sign_in(people["clerk"], enforce_csrf_checks=True)

    answer = browser.post("/", {"name": "x"})

    assert answer.status_code == 403
    assert "too old" in answer.content.decode()


# --- how they ask -----------------------------------------------------------------------------------------


def ask(browser: StaffClient, method: str, url: str):
    return browser.get(url) if method == "GET" else browser.post(url)


def goes_to_sign_in(answer) -> bool:
    return answer.status_code in {302, 303} and answer["Location"].startswith("/sign-in/")


def assert_private(answer) -> None:
    """No cache keeps a page; a reader's own browser may keep a picture, and an attachment that he saved."""
    is_file = answer.headers.get("Content-Disposition", "").startswith('attachment; filename="offer.pdf')
    if answer.status_code == 200 and not is_file and not answer["Content-Type"].startswith("image/"):
        assert "no-store" in answer["Cache-Control"], answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]


def words(answer, url: str) -> str:
    """What the page says, without what differs between any two renderings of it."""
    text = answer.content.decode(errors="replace").replace(url, "")
    return re.sub(r"\b[\w-]{20,}\b", "", text)
