"""The journal of access: who came in or was refused, what was taken out, which links were opened, what was set. What
outsiders cause is bounded, and a worker seals all of it into one chain."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.accounts.actions import delete_user
from faena.company.actions import Export, begin_export
from faena.gate.rights import NotAllowed
from faena.journal import access
from faena.journal.access import note
from faena.journal.chain import broken_links
from faena.journal.jobs import ADDRESSES_KEPT, forget_addresses, seal_accesses
from faena.journal.models import Access, AccessHead
from faena.lib.errors import RuleBroken
from faena.upkeep.fsck import history
from tests import factories
from tests.factories import PASSWORD
from tests.plans import is_walked, walk
from tests.steps import make_link
from tests.unguarded import unguarded
from tests.world import StaffClient, race, won

CHROME = "Mozilla/5.0 (Linux; Android 14; SM-A155M) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36"
Kind = Access.Kind


def attempt(browser, login, password=PASSWORD, address="192.0.2.7"):
    return browser.post("/sign-in/", {"login": login, "password": password}, REMOTE_ADDR=address)


def kept():
    """Everything that is stored of accesses, as one text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journal_access")
        return json.dumps(cursor.fetchall(), default=str)


def faults():
    return [finding.sentence for finding in history.accesses()]


# --- coming in ----------------------------------------------------------------------------------------------


def test_a_sign_in_says_who_when_and_from_where(clerk):
    attempt(StaffClient(HTTP_USER_AGENT=CHROME), clerk.email)

    row = Access.objects.get()
    assert (row.kind, row.person, row.address, row.agent) == (Kind.SIGN_IN, clerk, "192.0.2.7", "Chrome 131, Android")


def test_refused_sign_ins_of_an_hour_are_one_row_for_each_account_and_address(clerk, seller):
    """With how often; the account that was tried, if there is one, and never what was typed: people type passwords
    where an e-mail belongs."""
    for _ in range(3):
        attempt(StaffClient(), clerk.email, "wrong-canary")
    attempt(StaffClient(), clerk.email, "wrong-canary", address="192.0.2.8")
    attempt(StaffClient(), "my-secret-canary")

    rows = Access.objects.order_by("id").values_list("kind", "person", "about_id", "address", "count")
    assert list(rows) == [
        (Kind.REFUSED, clerk.pk, clerk.pk, "192.0.2.7", 3),
        (Kind.REFUSED, clerk.pk, clerk.pk, "192.0.2.8", 1),
        (Kind.REFUSED, None, None, "192.0.2.7", 1),
    ]
    assert "canary" not in kept()


def test_who_has_to_wait_is_counted_in_the_same_row(clerk):
    answers = [attempt(StaffClient(), clerk.email, "wrong").status_code for _ in range(12)]

    assert answers[-1] == 429
    assert Access.objects.get().count == 12


def test_known_and_unknown_accounts_cost_the_same(clerk):
    def cost(login):
        with CaptureQueriesContext(connection) as questions:
            attempt(StaffClient(), login, "wrong")
        return [one["sql"].split(" ")[0] for one in questions if not one["sql"].startswith('INSERT INTO "django_')]

    assert cost(clerk.email) == cost("nobody@shop.test")


def test_no_number_of_addresses_fills_the_table(clerk, monkeypatch):
    """Beyond some, all of them share a row that names none."""
    monkeypatch.setattr(access, "MOST_ADDRESSES", 3)
    for place in range(8):
        attempt(StaffClient(), clerk.email, "wrong", address=f"198.51.100.{place}")

    rows = Access.objects.order_by("id").values_list("address", "count")
    assert list(rows) == [*((f"198.51.100.{place}", 1) for place in range(3)), ("", 5)]
    Access.objects.update(open_until=timezone.now())
    assert (seal_accesses(), faults()) == (4, [])


def test_an_account_that_strangers_tried_can_still_be_deleted(owner):
    fresh = factories.a_user()
    attempt(StaffClient(), fresh.email, "wrong")

    delete_user(fresh, by=owner)

    assert client_page(owner).count("Refused") >= 1


def client_page(user):
    browser = StaffClient()
    browser.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session["ends_at"] = timezone.now().timestamp() + 3600
    session.save()
    return browser.get("/access/").content.decode()


# --- taking out ---------------------------------------------------------------------------------------------


def test_an_export_says_which_list_by_which_filters_and_how_many_rows(client_of, clerk, customer, stranger):
    """Before the first row leaves; how many there were, when the last one has left."""
    answer = client_of(clerk).file("/customers/?q=customer&format=csv")
    begun = Access.objects.get()
    lines = b"".join(answer).splitlines()

    row = Access.objects.get()
    assert (begun.count, begun.is_whole) == (0, False)
    assert (row.kind, row.person, row.count, row.is_whole) == (Kind.EXPORT, clerk, len(lines) - 1, True)
    assert row.facts == {"path": "/customers/", "format": "csv"}
    assert row.said == {"list": "Customers", "filters": "Search: customer"}


def test_a_download_that_is_broken_off_stands_there_too(client_of, clerk, customer):
    answer = client_of(clerk).file("/customers/?format=csv")
    next(iter(answer))
    answer._iterator.close()  # as the server does when its reader has gone

    assert Access.objects.filter(count=0, is_whole=False).exists()


def test_a_list_is_looked_at_without_an_access(client_of, clerk, customer):
    """The address of the file is its form; only sending it takes something out."""
    page = client_of(clerk).get("/customers/?q=carmen&format=xlsx").content.decode()

    assert "Search: carmen" in page
    assert not Access.objects.exists()


def test_beyond_so_many_rows_a_reason_is_asked_for(client_of, clerk, customer, stranger):
    factories.the_company(export_reason_rows=1)
    browser, address = client_of(clerk), "/customers/?format=csv&seller="

    asked = browser.file(address)
    given = browser.post(address, {"format": "csv", "reason": "For the accountant"})
    few = browser.file("/customers/?q=carmen&format=csv")

    assert asked.status_code == 422
    assert "more than 1 rows" in asked.content.decode()
    assert [b"".join(answer).count(b"\n") for answer in (given, few)] == [3, 2]
    reasons = [row.said.get("reason") for row in Access.objects.filter(kind=Kind.EXPORT).order_by("id")]
    assert reasons == ["For the accountant", None]


def test_the_action_asks_by_itself(owner, db):
    """Whoever calls it; and it keeps no link that was pasted into a search box."""
    factories.the_company(export_reason_rows=0)
    export = Export("List", "/list/", "csv", f"Search: https://x.test/t/{'a1B2' * 10}/", lambda most: most)

    with pytest.raises(RuleBroken) as refused:
        begin_export(export, reason=" ", by=owner)
    with pytest.raises(NotAllowed):
        begin_export(export, reason="x", by=factories.a_user(role=None))
    begin_export(export, reason="x", by=owner)

    assert refused.value.at == "reason"
    assert "a1B2" not in kept()


def test_a_paper_and_a_link_are_noted_once_an_hour(client_of, clerk, visitor, customer):
    order = factories.an_order(customer)
    token = make_link(order.as_ref, customer, by=clerk).token
    browser = client_of(clerk)
    for _ in range(2):
        browser.get(f"/orders/{order.pk}/slip.pdf")
        visitor.get(f"/t/{token}/")
        visitor.get(f"/t/{'x' * 32}/")

    rows = Access.objects.order_by("id").values_list("kind", "person", "about_kind", "about_id", "facts__label")
    assert list(rows) == [
        (Kind.PRINT, clerk.pk, "order", order.pk, str(order)),
        (Kind.LINK, None, "order", order.pk, str(order)),
    ]
    assert token not in kept()


def test_what_is_set_is_an_access_with_its_event(client_of, admin):
    browser = client_of(admin)
    browser.post("/settings/positions/new/", {"name": "Support"})

    row = Access.objects.get()
    assert (row.kind, row.person, row.event.verb) == (Kind.SETTING, admin, "catalogue.added")
    assert "added “Support” to the catalogue" in browser.get("/access/?kind=setting").content.decode()


# --- the chain ----------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(owner):
    for _ in range(4):
        note(Kind.SIGN_IN, person=owner)
    assert seal_accesses() == 4
    return list(Access.objects.order_by("seq"))


def test_what_is_sealed_holds(sealed):
    assert (faults(), AccessHead.objects.get().seq) == ([], 4)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE journal_access SET count = 9 WHERE seq = 2", "was changed after it was written"),
        ("UPDATE journal_access SET person_id = NULL WHERE seq = 2", "was changed after it was written"),
        ("UPDATE journal_access SET address = '203.0.113.1' WHERE seq = 2", "its text was changed"),
        ("UPDATE journal_access SET agent = 'x', origin_salt = '' WHERE seq = 2", "its text was changed"),
        ("DELETE FROM journal_access WHERE seq = 2", "number 3 where 2 was due"),
        ("DELETE FROM journal_access WHERE seq = 4", "The last accesses are missing"),
        ("DELETE FROM journal_access", "The last accesses are missing"),
    ],
)
def test_what_was_tampered_with_is_found(sealed, statement, fault):
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert any(fault in sentence for sentence in faults())


def test_addresses_are_forgotten_after_a_year_and_the_chain_holds(sealed, owner):
    before = timezone.now() - ADDRESSES_KEPT
    old = note(Kind.SIGN_IN, person=owner, at=before - timedelta(days=1))
    seal_accesses()

    assert (forget_addresses(), forget_addresses()) == (1, 0)
    old.refresh_from_db()
    assert (old.address, old.agent, old.origin_salt) == ("", "", "")
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_seal_each_access_once():
    owner = factories.a_user(role="master")
    for _ in range(20):
        note(Kind.SIGN_IN, person=owner)

    outcomes = race(lambda _place: seal_accesses(), 4)

    assert sum(won(outcomes)) == 20, outcomes
    assert list(broken_links(Access.objects.order_by("seq"))) == []


@pytest.mark.django_db(transaction=True)
def test_one_hour_has_one_row_however_many_come_at_once():
    clerk = factories.a_user(role="operator")

    outcomes = race(lambda _place: attempt(StaffClient(), clerk.email, "wrong").status_code, 6)

    assert set(outcomes) <= {422}, outcomes
    assert Access.objects.get().count == 6


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_is_for_whoever_sees_the_journal(client_of, owner, admin, clerk, seller, technician):
    answers = [client_of(user).get("/access/").status_code for user in (owner, admin, clerk, seller, technician)]

    assert answers == [200, 200, 403, 403, 403]


def test_it_is_filtered_by_kind_person_days_and_address(client_of, owner, clerk):
    attempt(StaffClient(), clerk.email)
    attempt(StaffClient(), owner.email, "wrong", address="2001:db8::1")
    browser = client_of(owner)

    def found(**query):
        return browser.get("/access/", query).content.decode().count('class="at-')

    none, one = found(q="203.0.113.9"), found(q="192.0.2.7")
    assert none == 0 < one
    assert [found(q="2001:db8::77"), found(kind="refused"), found(person=clerk.pk)] == [one] * 3
    assert found(to=str(timezone.localdate() - timedelta(days=2))) == 0


@pytest.mark.parametrize("narrowed", [{"kind": "refused"}, {"person": 1}, {"address": "192.0.2.7"}], ids=str)
def test_an_index_walks_each_filter(db, narrowed):
    """A page of one kind, person or address costs the same however many accesses there are."""
    rows = Access.objects.filter(**narrowed).order_by("-at", "-id")

    assert is_walked(rows), walk(rows)


def test_the_file_of_the_journal_stands_in_the_journal(client_of, owner):
    """With the reason, where one was given; and the page shows what was blanked since as well as it can."""
    browser = client_of(owner)
    note(Kind.SIGN_IN, person=owner)
    b"".join(browser.file("/access/?format=csv"))
    b"".join(browser.post("/access/?format=csv", {"reason": "Audit"}))
    seal_accesses()
    page = browser.get("/access/").content.decode()
    Access.objects.update(said=None, salt="")

    assert [row in page for row in ("Access · CSV", "“Audit”", "2 rows", "3 rows")] == [True] * 4
    assert "/access/ · CSV" in browser.get("/access/").content.decode()
    assert faults() == []


def test_the_page_of_a_user_shows_the_last_ones(client_of, owner, clerk):
    attempt(StaffClient(), clerk.email)

    page = client_of(owner).get(f"/users/{clerk.pk}/").content.decode()

    assert "192.0.2.7" in page
    assert f'href="/access/?person={clerk.pk}"' in page
