"""The one editable list, as every room's catalogue goes through it: added, edited, moved, retired, deleted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from faena.accounts.catalogues import POSITIONS
from faena.billing.catalogues import PLANS
from faena.cash.catalogues import PAYMENT_METHODS
from faena.company.catalogue import actions
from faena.journal.models import Event
from faena.lib.errors import RuleBroken, Stale
from faena.orders.catalogues import INTERNAL_STATUSES, STATUSES
from faena.tickets import catalogues as tickets
from tests import factories
from tests.world import race, won

LISTS = {
    "positions": (POSITIONS, "/settings/positions/", {}),
    "payment methods": (PAYMENT_METHODS, "/settings/payment-methods/", {"currency": "VES", "needs_reference": "on"}),
    "statuses": (STATUSES, "/settings/statuses/", {"stage": "ready"}),
    "plans": (PLANS, "/settings/plans/", {"price": "30.00", "technology": "fibre", "down_mbps": "100"}),
    "ticket types": (tickets.TYPES, "/settings/ticket-types/", {"hours": "24", "priority": "2"}),
    "ticket statuses": (tickets.STATUSES, "/settings/ticket-statuses/", {"tone": "blue", "icon": "flag"}),
    "internal statuses": (INTERNAL_STATUSES, "/settings/internal-statuses/", {}),
}
every_list = pytest.mark.parametrize(("catalogue", "address", "more"), LISTS.values(), ids=LISTS)


@pytest.fixture(autouse=True)
def _both_modules(db):
    factories.the_company(has_care=True)


def empty(catalogue):
    """What stands under another one goes first."""
    for row in catalogue.model.objects.order_by("-pk"):
        row.delete()


def a_row(catalogue, name="A row", **more):
    if catalogue is STATUSES:
        more = {"stage": "ready", **more}
    if catalogue is PLANS:
        more = {"price": 30_00, "currency": "USD", **more}
    return catalogue.model.objects.create(name=name, **more)


def verbs():
    return list(Event.objects.filter(about_kind__startswith="catalogue:").order_by("id").values_list("verb", flat=True))


@every_list
def test_a_row_is_added_last_and_edited(catalogue, address, more, admin, client_of):
    """W10, W14, W19."""
    browser = client_of(admin)

    added = browser.post(f"{address}new/", {"name": "Zelle", **more})
    row = catalogue.model.objects.get(name="Zelle")
    assert (added.status_code, added["Location"]) == (303, f"{address}#row-{row.pk}")
    assert row == catalogue.model.objects.offered().last()

    edited = browser.post(f"{address}{row.pk}/", {"name": "Zelle 2", "version": row.version, **more})
    assert edited.status_code == 303
    row.refresh_from_db()
    assert (row.name, row.version) == ("Zelle 2", 2)
    assert verbs() == ["catalogue.added", "catalogue.edited"]
    assert "Zelle → Zelle 2" in _text(browser.get(f"{address}{row.pk}/"))


@every_list
def test_it_is_retired_and_restored(catalogue, address, more, admin, client_of):
    """W10, W19: withdrawn, not deleted."""
    row, browser = a_row(catalogue), client_of(admin)

    assert browser.post(f"{address}{row.pk}/retirement/").status_code == 303
    assert row not in catalogue.model.objects.offered()
    assert row.name not in browser.get(address).content.decode().split("<main")[1].split("toasts")[0]
    assert row.name in browser.get(f"{address}?retired=1").content.decode()

    browser.post(f"{address}{row.pk}/retirement/")
    assert verbs() == ["catalogue.retired"]

    browser.post(f"{address}{row.pk}/restoration/")
    browser.post(f"{address}{row.pk}/restoration/")
    assert row == catalogue.model.objects.offered().last()
    assert verbs() == ["catalogue.retired", "catalogue.restored"]


@every_list
def test_a_master_deletes_what_was_never_used(catalogue, address, more, owner, client_of):
    row = a_row(catalogue)

    answer = client_of(owner).post(f"{address}{row.pk}/deletion/")

    assert answer.status_code == 303
    assert not catalogue.model.objects.filter(pk=row.pk).exists()
    assert verbs() == ["catalogue.deleted"]


@every_list
def test_an_administrator_edits_but_does_not_delete(catalogue, address, more, admin, client_of):
    row, browser = a_row(catalogue), client_of(admin)

    assert browser.post(f"{address}{row.pk}/deletion/").status_code == 403
    assert catalogue.model.objects.filter(pk=row.pk).exists()
    assert "deletion" not in browser.get(f"{address}{row.pk}/").content.decode()


@every_list
@pytest.mark.parametrize("who", ["clerk", "seller", "technician"])
def test_nobody_else_may_touch_it(catalogue, address, more, who, client_of, request):
    browser, row = client_of(request.getfixturevalue(who)), a_row(catalogue)

    for path in ("", "new/", f"{row.pk}/"):
        assert browser.get(address + path).status_code == 403
    for path in ("new/", "", "place/", "retirement/", "restoration/", "deletion/"):
        path = path if path == "new/" else f"{row.pk}/{path}"
        assert browser.post(address + path, {"name": "Mine", "version": 1, **more}).status_code == 403
    row.refresh_from_db()
    assert (row.name, row.retired_at, row.version) == ("A row", None, 1)
    assert not verbs()


@every_list
def test_a_name_stands_once_whatever_its_capitals(catalogue, address, more, admin, client_of):
    a_row(catalogue, "Técnica Óptica")

    page = client_of(admin).post(f"{address}new/", {"name": "TÉCNICA ÓPTICA", **more})

    assert page.status_code == 422
    assert "is in the list already" in page.content.decode()
    assert 'value="TÉCNICA ÓPTICA"' in page.content.decode()
    assert catalogue.model.objects.filter(name__endswith="ptica").count() == 1


@every_list
def test_a_retired_name_is_to_be_restored(catalogue, address, more, admin, client_of):
    actions.retire_row(a_row(catalogue, "Cheque"), by=admin)

    page = client_of(admin).post(f"{address}new/", {"name": "cheque", **more})

    assert "Restore it, or choose another name." in page.content.decode()


@every_list
@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Fill this in."), ("   \u200b ", "Fill this in."), ("x" * 61, "at most 60"), ("y" * 100_000, "at most 60")],
)
def test_a_wrong_name_gets_its_sentence(catalogue, address, more, name, words, admin, client_of):
    page = client_of(admin).post(f"{address}new/", {"name": name, **more})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not verbs()


@every_list
def test_hostile_text_is_kept_as_text(catalogue, address, more, admin, client_of):
    page = client_of(admin).post(
        f"{address}new/", {"name": "<script>x</script>{{7*7}}\u202e\x00 🛠", **more}, follow=True
    )

    assert catalogue.model.objects.filter(name="<script>x</script>{{7*7}} 🛠").exists()
    assert "<script>x" not in page.content.decode()
    assert "{{7*7}}" in page.content.decode()


@every_list
def test_a_stale_save_shows_both_values(catalogue, address, more, owner, admin, client_of):
    row = a_row(catalogue, **({"stage": "ready"} if "stage" in more else {}))
    facts = {name: getattr(row, name) for name in catalogue.form.base_fields if name != "version"}
    actions.edit_row(row, facts={**facts, "name": "Theirs"}, version=1, by=admin)

    page = client_of(owner).post(f"{address}{row.pk}/", {"name": "Mine", "version": 1, **more})

    assert page.status_code == 422
    assert "Theirs" in page.content.decode()
    assert 'value="Mine"' in page.content.decode()
    row.refresh_from_db()
    assert row.name == "Theirs"


@every_list
def test_rows_move_up_and_down(catalogue, address, more, admin, client_of):
    empty(catalogue)
    first, second, third = (a_row(catalogue, name) for name in ("one", "two", "three"))
    browser = client_of(admin)

    browser.post(f"{address}{third.pk}/place/", {"direction": "up"})
    assert list(catalogue.model.objects.offered()) == [first, third, second]
    browser.post(f"{address}{first.pk}/place/", {"direction": "down"})
    assert list(catalogue.model.objects.offered()) == [third, first, second]
    browser.post(f"{address}{third.pk}/place/", {"direction": "up"})
    assert list(catalogue.model.objects.offered()) == [third, first, second]
    assert verbs() == ["catalogue.moved", "catalogue.moved"]
    third.refresh_from_db()
    assert third.version == 1


@every_list
def test_a_retired_row_is_no_place_to_move_to(catalogue, address, more, admin, client_of):
    """What nobody is shown stands in nobody's way: one press, one place among those that are offered."""
    empty(catalogue)
    first, gone, last = (a_row(catalogue, name) for name in ("one", "two", "three"))
    actions.retire_row(gone, by=admin)

    client_of(admin).post(f"{address}{last.pk}/place/", {"direction": "up"})

    assert list(catalogue.model.objects.offered()) == [last, first]
    assert Event.objects.get(verb="catalogue.moved").facts["place"] == 1


@every_list
def test_one_press_moves_once(catalogue, address, more, admin, client_of):
    empty(catalogue)
    rows = [a_row(catalogue, name) for name in ("one", "two", "three")]
    browser = client_of(admin)
    sent = {"direction": "up", "operation": "the-same-key-0001"}

    for _press in range(2):
        assert browser.post(f"{address}{rows[2].pk}/place/", sent).status_code == 303

    assert list(catalogue.model.objects.offered()) == [rows[0], rows[2], rows[1]]


@every_list
def test_a_row_that_is_not_there_is_not_found(catalogue, address, more, admin, client_of):
    browser = client_of(admin)

    assert browser.get(f"{address}999999/").status_code == 404
    for path in ("", "place/", "retirement/", "restoration/"):
        assert browser.post(f"{address}999999/{path}", {"name": "x", "version": 1}).status_code == 404
    assert browser.get(f"{address}999999/retirement/").status_code == 405


@every_list
def test_the_list_costs_the_same_for_3_and_30_rows(
    catalogue, address, more, admin, client_of, django_assert_num_queries
):
    browser = client_of(admin)
    for place in range(3):
        a_row(catalogue, f"Row {place}")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for place in range(3, 30):
        a_row(catalogue, f"Row {place}")

    with django_assert_num_queries(len(few)):
        browser.get(address)
    assert len(few) <= 8


def test_a_position_with_members_is_in_use(owner, client_of):
    """A many-to-many link would vanish without a word: it counts as use."""
    position = factories.a_position("Bench")
    factories.a_user().positions.add(position)

    page = client_of(owner).post(f"/settings/positions/{position.pk}/deletion/")

    assert page.status_code == 422
    assert "retire it instead" in page.content.decode()
    position.refresh_from_db()


def test_the_action_refuses_a_stale_row(admin):
    row = a_row(POSITIONS)

    with pytest.raises(Stale):
        actions.edit_row(row, facts={"name": "x"}, version=7, by=admin)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("catalogue", [POSITIONS, PAYMENT_METHODS, INTERNAL_STATUSES])
def test_one_name_added_by_many_at_once_stands_once(catalogue):
    """The lock sees no row that is not there yet; the database's own rule does."""
    admin = factories.a_user(role="administrator")

    outcomes = race(lambda _place: actions.add_row(catalogue.model, facts={"name": "Zelle"}, by=admin), threads=4)

    assert len(won(outcomes)) == 1
    assert all(isinstance(outcome, RuleBroken) for outcome in outcomes if outcome not in won(outcomes))
    assert catalogue.model.objects.filter(name="Zelle").count() == 1


def _text(response):
    return " ".join(strip_tags(response.content.decode()).split())
