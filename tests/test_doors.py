"""Who may open what, route by route, read from the resolver and the one table of grants (W24, W28, W31).

For each route and each role: not signed in → to the sign-in page, not allowed → 403, not visible → 404 exactly as if
it did not exist, else an answer. What is refused changes nothing."""

import re

import pytest
from django.apps import apps
from django.db import transaction

from faena.gate.grants import Perm, Scope
from faena.gate.roles import Role
from faena.journal.access import note
from faena.journal.models import Access
from tests import factories
from tests import routes as house
from tests.expected import GRANTED
from tests.fingerprint import fingerprint
from tests.forms_in_pages import PageForm, forms_of
from tests.hooks.a_delivery import a_delivery
from tests.test_bad_input import plausible, undone
from tests.world import PEOPLE, StaffClient, sign_in, signed_in_as

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
    "company:manifest",
    "mfa_authenticate",
    "portal:code",
    "rest:openapi",
    "ui:language",
    "ui:offline",
    "ui:side",
    "ui:text",
    "ui:theme",
    "ui:worker",
}
# The holder of an unguessable link may open these.
BY_LINK = {
    "accounts:invitation",
    "accounts:setup",
    "agenda:feed",
    "portal:attachment",
    "portal:label",
    "portal:photo",
    "portal:photo_page",
    "portal:report",
    "portal:sign",
    "portal:tracking",
    "portal:visit_photo",
}
# Nothing there in this world: no logo, no recovery that was asked for, and the shop has its Master.
ABSENT = {"account_reset_password_from_key", "accounts:setup", "company:logo"}
KEPT = ("image/", "application/manifest+json", "text/javascript")
GOOD_GET = {200, 302, 303, 405}
GOOD_POST = {302, 303, 400, 405, 409, 422}
# Questions about people, sent as POST so that they stand in no log; they write nothing.
ASKS = {"cash:sums", "cash:several_sums", "customers:alike", "orders:preview"}
# Files that leave by POST: the journal of access keeps who took them.
GIVES = {"moving:refused", "moving:report"}
# (route, who): refused by a rule of the thing itself and not by the door.
OWN_RULE: dict[tuple[str, str], int] = {
    # a view that is shared is changed by who edits the catalogues
    (f"accounts:{name}", who): 404
    for name in ("view", "delete_view")
    for who in ("clerk", "seller", "technician")
} | {("agenda:remove_absence", "technician"): 404}  # of another technician
# Own: what is with somebody, not what is of his customers. The Technician of this world has nothing of it.
WITH_HIM = {Perm.TICKET_TAKE, Perm.TICKET_HANDLE, Perm.AGENDA_ACT}
TOO_LATE = {303, 404, 422}  # a form of a visit that was his until a moment ago says why not

# A closed ticket, a visit that was done: what may still happen to them.
OVER = {"ticket_pk": lambda case: case.closed_ticket, "visit_pk": lambda case: case.signed_visit}
AFTER_THE_END = {"tickets:reopen"}
MERGED = {"home:record": 302}  # leads on to the other one
GONE = {404, 405, 410}

ROUTES = house.routes()
BEHIND = [route for route in ROUTES if route.door and route.door.kind == "staff"]
OPEN = [route for route in ROUTES if route.door and route.door.kind != "staff"]
OF_SELLERS = [route for route in BEHIND if GRANTED[route.door.perm][Role.SELLER] is not Scope.NONE]
OF_CUSTOMERS = [route for route in OF_SELLERS if house.of_one_customer(route)]


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


# --- role × route × thing × method ------------------------------------------------------------------------


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


def expected(route, who: str, which: str, method: str) -> set[int]:
    """What the table of grants says of a request: who asks, for a thing of his own, of another seller's or for none."""
    reach = GRANTED[route.door.perm][PEOPLE[who][0]]
    if reach is Scope.NONE:
        return {403}
    if which == "missing" or (which == "foreign" and who == "seller"):
        return {404, 405}
    if (route.name, who) in OWN_RULE:
        return {OWN_RULE[route.name, who], 405}
    if reach is Scope.OWN and route.door.perm in WITH_HIM and is_with_somebody(route):
        return TOO_LATE if method == "POST" and route.door.perm is Perm.AGENDA_ACT else {404, 405}
    if method == "GET":
        return GOOD_GET
    return {200} if route.name in ASKS | GIVES else GOOD_POST


def part_is_a_customer(route, part: str) -> bool:
    return part == "customer_pk" or route.pattern.startswith(f"customers/<int:{part}>")


def is_with_somebody(route) -> bool:
    of_care = route.name.startswith(("agenda:", "tickets:"))
    return of_care and bool({"visit_pk", "ticket_pk", "case_pk"} & set(route.parts))


def asked_for(route, who: str) -> list[str]:
    """Things whose answers differ for this role. What everybody reaches is asked for once, by the Master."""
    if not route.parts:
        return ["own"]
    reach = GRANTED[route.door.perm][PEOPLE[who][0]]
    foreign = ["foreign"] if who == "seller" and house.of_one_customer(route) else []
    return [*foreign, *(["missing"] if reach is not Scope.ALL or who == "owner" else []), "own"]


@each(BEHIND)
def test_it_opens_for_whom_it_should(route, world, things, staff, visitor):
    """W24, W31: each method, by each role, for each kind of thing. What is refused changes nothing; what is another
    seller's is answered as if it did not exist: same status, same words."""
    before, stored = fingerprint(), sorted(world.media.rglob("*"))

    for method in ("GET", "POST"):
        assert goes_to_sign_in(ask(visitor, method, things.url(route))), f"{method} without signing in"
        for who, browser in staff.items():
            said = {}
            for which in asked_for(route, who):
                url, good = things.url(route, which), expected(route, who, which, method)
                with transaction.atomic():
                    answer = ask(signed_in_as(browser), method, url)
                    if good is TOO_LATE:
                        assert but_for_keys(fingerprint()) == but_for_keys(before), f"{which} as {who}"
                    if good in (GOOD_POST, TOO_LATE):  # what it did is undone
                        transaction.set_rollback(True)
                assert answer.status_code in good, f"{method} {which} as {who}: {answer.status_code}"
                assert not goes_to_sign_in(answer), f"{method} {which} as {who}"
                assert_private(answer)
                if answer.status_code in {404, 405}:
                    said[which] = words(answer, url)
            assert said.get("foreign", "") == said.get("missing" if "foreign" in said else "", ""), f"{method} as {who}"
        assert fingerprint() == before, f"{method}: a refused request or a GET changed something"
    assert sorted(world.media.rglob("*")) == stored


def test_a_route_knows_no_other_methods(things, staff, visitor):
    """405 for all of them, whoever asks; HEAD is GET without its body (tests/ui/test_head.py)."""
    before, wrong = fingerprint(), []
    for route in ROUTES:
        asked = [(visitor, "DELETE"), (visitor, "BREW"), (staff["owner"], "PUT"), (staff["owner"], "PATCH")]
        for browser, method in asked:
            answer = browser.generic(method, things.url(route))
            wrong += [f"{method} {route}: {answer.status_code}"] if answer.status_code != 405 else []

    assert wrong == []
    assert fingerprint() == before


@each(OF_SELLERS)
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
    url, named = things.url(route), f"?customer={theirs.customer.pk}"
    page = read(browser, url)
    searches = ["?q=Esteban", f"?q={theirs.order.number}", f"?q={theirs.device.serial}", named]
    searches += [f"?q=+58412&stage=all&device={theirs.device.pk}"]

    shown = {"": page} | {
        search: read(browser, url + search).replace(search.partition("=")[2], "")
        for search in (searches if 'name="q"' in page else [] if route.parts else [named])
    }

    found = {search: [secret for secret in secrets if secret in text] for search, text in shown.items()}
    assert found == {search: [] for search in shown}


@each([route for route in OF_CUSTOMERS if len(house.parts_of_a_customer(route)) > 1])
def test_a_foreign_part_under_an_own_thing_is_not_found(route, things, staff):
    first, *rest = house.parts_of_a_customer(route)
    values = things.values(route) | {part: things.values(route, "foreign")[part] for part in rest}

    for method in ("GET", "POST"):
        assert ask(staff["seller"], method, route.url(values)).status_code in {404, 405}
    values = things.values(route, "foreign") | {first: things.values(route)[first]}
    assert ask(staff["seller"], "GET", route.url(values)).status_code in {404, 405}


def test_a_customer_who_was_merged_into_another_is_not_there(things, staff):
    """Each page of a customer, also for the Master: the record leads to the other one."""
    answers = {}
    for route in BEHIND:
        values, gone = things.values(route), things.own.merge.gone_id
        named = [part for part in house.parts_of_a_customer(route) if values[part] == things.own.customer.pk]
        if named and part_is_a_customer(route, named[0]):
            answers[route.name] = ask(staff["owner"], "GET", route.url(values | {named[0]: gone})).status_code

    assert len(answers) > 10
    assert {name: status for name, status in answers.items() if status not in {404, 405}} == MERGED


def test_what_is_over_is_changed_by_nothing_but_its_reopening(things, staff):
    """C13: what a person would send to a ticket or a visit while it is open, once it is over. Orders:
    tests/orders/test_read_only.py."""
    browser, changed, sent = staff["owner"], set(), 0
    for route in BEHIND:
        over = {part: OVER[part](things.own) for part in route.parts if part in OVER}
        if not over:
            continue
        [(part, row)] = over.items()
        url = route.url(things.values(route) | {part: row.pk})
        forms = [form for form in forms_on(browser, things.url(route)) if form.method == "post"]
        for form in forms or [None]:
            body = plausible(form) if form and form.action == things.url(route) else {}
            with undone(browser):
                before = but_for_keys(fingerprint())
                answer = browser.post(url, body | {"version": str(getattr(row, "version", 1))})
                sent += 1
                assert answer.status_code in {303, 404, 405, 409, 422}, f"{route}: {answer.status_code}"
                if but_for_keys(fingerprint()) != before:
                    changed.add(route.name)

    assert changed == AFTER_THE_END
    assert sent > 20


# By which a row belongs to a customer, and he to his seller.
TO_THE_SELLER = {"seller": "seller", "kept": "kept__seller", "customer": "customer__seller"} | {
    column: f"{column}__customer__seller" for column in ("order", "ticket", "charge")
}
OF_NO_SELLER = {
    "accounts.User",
    "agenda.Absence",
    "hooks.Delivery",
    "hooks.Endpoint",
    "notifications.Message",
    "journal.Access",
    "moving.Import",
    "moving.ImportPreset",
    "moving.ImportRow",
}
OF_EVERYBODY = {"accounts.SavedView", "accounts.Token", "notifications.Notice"}  # one's own, and what is shared


def test_a_queryset_gives_what_its_reader_reaches(world, people):
    """W31: each `visible_to` alone, whatever door stands before it. Who has no role, or has left, sees no row."""
    nobody, left = factories.a_user(role="operator"), factories.a_user(role="master", is_active=False)
    nobody.role = None
    note(Access.Kind.SIGN_IN, person=people["owner"])
    factories.a_token(people["owner"])
    a_delivery(people["owner"])
    asked = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]
    assert len(asked) > 15

    for model in asked:
        rows, name = model.objects, model._meta.label
        assert [rows.visible_to(who).count() for who in (nobody, left)] == [0, 0], name
        assert rows.visible_to(people["owner"]).exists(), name
        if name in OF_NO_SELLER:
            assert [rows.visible_to(people[who]).count() for who in ("seller", "technician")] == [0, 0], name
        elif name not in OF_EVERYBODY:
            columns = [field.name for field in model._meta.fields]
            assert TO_THE_SELLER.keys() & set(columns), name
            own = rows.filter(**{next(TO_THE_SELLER[one] for one in TO_THE_SELLER if one in columns): people["seller"]})
            seen = rows.visible_to(people["seller"])
            assert set(seen) <= set(own), name
            assert seen.exists(), name


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
    foreign = things.foreign
    mixed = {"token": things.own.token, "photo_pk": foreign.photo.pk, "file_pk": foreign.file.pk}
    mixed["name"] = f"photo-{foreign.photo.pk}"

    page = visitor.get(things.url(names["portal:tracking"])).content.decode()

    assert "Esteban" not in page
    assert visitor.get(names["portal:photo"].url(mixed)).status_code == 404
    assert visitor.get(names["portal:photo_page"].url(mixed)).status_code == 404
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


def forms_on(browser: StaffClient, url: str) -> list[PageForm]:
    page = browser.get(url)
    is_page = page.status_code == 200 and "html" in page["Content-Type"]
    return forms_of(page.content.decode(), url) if is_page else []


def read(browser: StaffClient, url: str) -> str:
    return b"".join(browser.get(url)).decode(errors="replace")


def but_for_keys(tables: dict[str, str]) -> dict[str, str]:
    """A button that answers with a sentence on the next page leaves the key by which it was pressed."""
    return {table: held for table, held in tables.items() if table != "journal_operation"}


def goes_to_sign_in(answer) -> bool:
    return answer.status_code in {302, 303} and answer["Location"].startswith("/sign-in/")


def assert_private(answer) -> None:
    """No cache keeps a page; a reader's own browser may keep a picture, an attachment that he saved, and what makes the
    program an app, in which nothing of anybody stands."""
    is_file = answer.headers.get("Content-Disposition", "").startswith('attachment; filename="offer.pdf')
    if answer.status_code == 200 and not is_file and not answer["Content-Type"].startswith(KEPT):
        assert "no-store" in answer["Cache-Control"], answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]


def words(answer, url: str) -> str:
    """What the page says, without what differs between any two renderings of it."""
    text = answer.content.decode(errors="replace").replace(url, "")
    return re.sub(r"\b[\w-]{20,}\b", "", text)
