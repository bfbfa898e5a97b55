"""W32: the list of everything that customers were told, on all orders."""

import csv
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from faena.company.models import Company
from faena.files.models import File
from faena.orders.models import Stage, StatusPhoto
from tests import factories

PAGE = "/orders/statuses/"


@pytest.fixture
def entries(customer, stranger, technician, clerk):
    """Carmen and Esteban were told one thing each; Carmen one more that was withdrawn."""
    ready = factories.a_status(Stage.READY, name="Ready")
    bench = factories.a_status(Stage.REPAIRING, name="On the bench")
    now = timezone.now()
    carmens, estebans = factories.an_order(customer), factories.an_order(stranger)
    first = factories.an_entry(
        carmens, bench, author=technician, note="Corroded. Batería.", happened_at=now - timedelta(days=9)
    )
    StatusPhoto.objects.create(entry=first, file=factories.a_file())
    oops = factories.an_entry(carmens, ready, author=clerk, withdrawn_at=now, withdrawn_by=clerk)
    other = factories.an_entry(estebans, ready, author=clerk, note="Come by.")
    StatusPhoto.objects.create(entry=other, file=factories.a_file(state=File.State.REFUSED, problem="damaged"))
    StatusPhoto.objects.create(entry=other, file=factories.a_file(), withdrawn_at=now)
    return {"carmen": first, "oops": oops, "esteban": other}


def shown(browser, entries, question=""):
    page = browser.get(f"{PAGE}?{question}").content.decode()
    cells = page[page.index('id="results"') :]
    marks = {"carmen": "Corroded.", "oops": "<s>Ready</s>", "esteban": "Come by."}
    return {name for name, mark in marks.items() if mark in cells}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", {"carmen", "esteban"}),
        ("seen=all", {"carmen", "oops", "esteban"}),
        ("seen=withdrawn", {"oops"}),
        ("q=carmen", {"carmen"}),
        ("q=CORRODED", {"carmen"}),
        ("q=bateria+corr", {"carmen"}),
        ("q=carmen.", {"carmen"}),
        ("q=[", set()),
        ("photos=with", {"carmen"}),
        ("photos=without", {"esteban"}),
        ("q=nobody+of+that+name", set()),
    ],
)
def test_it_is_filtered(entries, owner, client_of, question, found):
    """W32: by words, photos, and whether it was withdrawn."""
    assert shown(client_of(owner), entries, question) == found


def test_it_is_filtered_by_row(entries, owner, clerk, client_of):
    """W32: by order number, status, author and day."""
    browser, entry = client_of(owner), entries["carmen"]
    day = timezone.localdate(entry.happened_at, ZoneInfo(Company.the().zone))

    for question in (
        f"q={entry.order}",
        f"q={entry.order.number}",
        f"status={entry.status_id}",
        f"author={entry.author_id}",
        f"from={day}&to={day}",
    ):
        assert shown(browser, entries, question) == {"carmen"}, question
    assert shown(browser, entries, f"author={clerk.pk}") == {"esteban"}


def test_newest_first_or_oldest_first(entries, owner, client_of):
    """W32: two sorts, each with its index."""
    newest = client_of(owner).get(PAGE).content.decode()
    oldest = client_of(owner).get(f"{PAGE}?sort=oldest").content.decode()

    assert newest.index("Come by.") < newest.index("Corroded.")
    assert oldest.index("Corroded.") < oldest.index("Come by.")


def test_a_row_leads_to_what_its_reader_may_do(entries, owner, technician, seller, client_of):
    """W32: attach, edit, withdraw from the row, as its author or role may; the way back keeps what was asked."""
    entry = entries["esteban"]
    base = f"/orders/{entry.order_id}/statuses/{entry.pk}/"
    owners = client_of(owner).get(f"{PAGE}?q=esteban").content.decode()
    assert f'href="{base}?back=q%3Desteban"' in owners
    assert f'href="{base}pictures/?back=q%3Desteban"' in owners
    assert f'action="{base}withdrawal/?back=q%3Desteban"' in owners

    technicians = client_of(technician).get(PAGE).content.decode()
    assert f'href="{base}?' not in technicians
    assert f"{base}pictures/" in technicians
    assert f"{base}withdrawal/" not in technicians
    sellers = client_of(seller).get(PAGE).content.decode()
    assert "/withdrawal/" not in sellers
    assert "/pictures/?" not in sellers


def test_withdrawing_from_the_list_returns_to_it(entries, owner, client_of):
    """W32."""
    factories.an_entry(entries["esteban"].order)
    base = f"/orders/{entries['esteban'].order_id}/statuses/{entries['esteban'].pk}/"
    browser = client_of(owner)

    answer = browser.post(f"{base}withdrawal/?back=q%3Desteban")

    assert answer["Location"] == f"{PAGE}?q=esteban"
    assert shown(browser, entries, "q=esteban") == set()
    assert f"{base}restoration/?back=" in browser.get(f"{PAGE}?seen=withdrawn").content.decode()


def test_a_seller_sees_his_own_customers(entries, seller, client_of):
    """W31: in the list, its counts and its file."""
    browser = client_of(seller)

    assert shown(browser, entries, "seen=all") == {"carmen", "oops"}
    assert shown(browser, entries, "q=esteban") == set()
    assert "Esteban" not in b"".join(browser.file(f"{PAGE}?format=csv&seen=all")).decode()


def test_a_seller_chooses_among_the_authors_that_he_sees(entries, seller, admin, clerk, technician, client_of):
    """W31: the filter is no list of everybody who works here."""
    page = client_of(seller).get(PAGE).content.decode()

    assert [name in page for name in (clerk.name, technician.name, admin.name)] == [True, True, False]


def test_it_is_taken_as_a_file(entries, owner, client_of):
    """W32: the same filters, safe against formulas."""
    entries["carmen"].note = "=1+1"
    entries["carmen"].save(update_fields=["note"])

    answer = client_of(owner).file(f"{PAGE}?format=csv&seen=all&sort=oldest")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))

    assert len(lines) == 3
    assert lines[0]["Customer"] == "Carmen Customer"
    assert lines[0]["Note"] == "'=1+1"
    assert [line["Photos"] for line in lines] == ["1", "0", "0"]
    assert lines[0]["Author"] == "Tina Technician"
    assert [bool(line["Withdrawn"]) for line in lines] == [False, True, False]


def test_nothing_yet_and_nothing_found(owner, client_of):
    """W32: an empty list says what to do next."""
    assert "No customer updates yet" in client_of(owner).get(PAGE).content.decode()
    assert "No status matches" in client_of(owner).get(f"{PAGE}?q=nobody").content.decode()


def test_the_three_lists_stand_beside_each_other(owner, client_of):
    page = client_of(owner).get(PAGE).content.decode()

    assert 'href="/orders/"' in page
    assert f'href="{PAGE}" aria-current="page"' in page
    assert 'href="/orders/parts/"' in page
