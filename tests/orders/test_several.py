"""W12, W14, B11: several orders of the list at once: given to a technician or a status, labels, a file."""

import io

import pypdf
import pytest

from faena.gate.roles import Role
from faena.journal.models import Access, Event
from faena.orders.models import ServiceOrder, Stage, StatusEntry, Telling
from faena.orders.paper import labels
from tests import factories

STATUS = "/orders/status/"
ASSIGN, LABELS = "/orders/technician/", "/orders/labels/"


@pytest.fixture
def orders(customer):
    return [factories.an_order(customer) for _ in range(3)]


def picked(orders, **more):
    return {"pick": [order.pk for order in orders], "back": "stage=open", **more}


def test_each_is_assigned_as_if_it_were_alone(client_of, clerk, technician, orders):
    """W12: with an event of its own; the list comes back with the filters that it had."""
    answer = client_of(clerk).post(ASSIGN, picked(orders, technician=technician.pk))

    assert (answer.status_code, answer["Location"]) == (303, "/orders/?stage=open")
    assert set(ServiceOrder.objects.values_list("technician", flat=True)) == {technician.pk}
    assert Event.objects.filter(verb="order.assigned").count() == 3


def test_what_refuses_says_why_and_stays_chosen(client_of, clerk, owner, technician, orders):
    """The others are done all the same."""
    closed = factories.a_closed_order(orders[0].customer)
    browser = client_of(clerk)

    answer = browser.post(ASSIGN, picked([orders[0], closed], technician=technician.pk))

    assert answer["Location"] == f"/orders/?stage=open&picked={closed.pk}"
    page = browser.get(f"{answer['Location']}&stage=all").content.decode()
    assert str(closed) in page
    assert ServiceOrder.objects.get(pk=orders[0].pk).technician == technician
    assert ServiceOrder.objects.get(pk=closed.pk).technician is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"pick": []}, "Choose at least one row."),
        ({"pick": range(1, 52)}, "Choose at most 50 rows at once."),
        ({"technician": "no"}, "Choose an active technician."),
    ],
)
def test_what_is_wrong_changes_nothing(client_of, clerk, orders, sent, said):
    browser = client_of(clerk)

    page = browser.post(ASSIGN, picked(orders) | sent, follow=True).content.decode()

    assert said in page
    assert not ServiceOrder.objects.exclude(technician=None).exists()


def test_who_may_do_what(db, client_of, seller, technician, customer, stranger, orders):
    """W12, W31: a technician takes them for himself, a seller gives none away; what is out of reach is not there."""
    foreign = factories.an_order(stranger)

    client_of(technician).post(ASSIGN, picked(orders[:1], technician=technician.pk))
    client_of(technician).post(ASSIGN, picked(orders[1:2], technician=factories.a_user(role=Role.TECHNICIAN).pk))
    client_of(seller).post(ASSIGN, picked([orders[2], foreign], technician=technician.pk))

    assert list(ServiceOrder.objects.exclude(technician=None)) == [orders[0]]
    labels = client_of(seller).post(LABELS, picked([orders[2], foreign]))
    assert labels["Location"] == f"/orders/labels.pdf?order={orders[2].pk}"
    assert client_of(seller).get(f"/orders/labels.pdf?order={foreign.pk}").status_code == 404


def test_labels_of_several_are_one_pdf(client_of, clerk, orders):
    """B11: a page for each, and each is noted as printed."""
    browser = client_of(clerk)
    where = browser.post(LABELS, picked(orders))["Location"]

    pages = pypdf.PdfReader(io.BytesIO(browser.get(where).content)).pages

    assert [str(order) in page.extract_text() for order, page in zip(orders, pages, strict=True)] == [True] * 3
    assert Access.objects.filter(kind=Access.Kind.PRINT).count() == 3


def test_the_form_is_not_spent_by_printing(client_of, clerk, technician, orders):
    """The labels open in another tab, and the list goes on with the same form."""
    browser, form = client_of(clerk), picked(orders, operation="a-key-of-the-form-0001")

    for _press in range(2):
        assert browser.post(LABELS, form).status_code == 303
    answer = browser.post(ASSIGN, form | {"technician": technician.pk})

    assert answer["Location"] == "/orders/?stage=open"
    assert set(ServiceOrder.objects.values_list("technician", flat=True)) == {technician.pk}


def test_the_list_has_a_box_for_each_row(client_of, clerk, orders):
    """It works without a script: boxes, and the bar under them."""
    page = client_of(clerk).get("/orders/").content.decode()

    assert page.count('name="pick"') == 3
    assert 'formaction="/orders/technician/"' in page


def test_each_gets_the_status_and_who_has_an_e_mail_is_told(client_of, clerk, customer, orders):
    """W14, M21: in the shop's own words; without the box nobody is told."""
    customer.email = "carmen@example.com"
    customer.save(update_fields=["email"])
    ready, mute = factories.a_status(Stage.READY), factories.an_order(factories.a_customer())
    browser = client_of(clerk)

    browser.post(STATUS, picked([*orders[:2], mute], new_status=ready.pk, tells="on"))
    browser.post(STATUS, picked(orders[2:], new_status=ready.pk))

    assert set(ServiceOrder.objects.values_list("stage", flat=True)) == {Stage.READY}
    assert StatusEntry.objects.filter(status=ready).count() == 4
    told = Telling.objects.order_by("order").values_list("order", "channel", "address")
    assert list(told) == [(order.pk, "mail", "carmen@example.com") for order in orders[:2]]


@pytest.mark.parametrize("wrong", ["", "0", "x", "closed"])
def test_a_status_that_nobody_offered_changes_nothing(client_of, clerk, orders, wrong):
    """What ends an order is no choice."""
    key = factories.a_status(Stage.CLOSED).pk if wrong == "closed" else wrong

    page = client_of(clerk).post(STATUS, picked(orders, new_status=key), follow=True).content.decode()

    assert "Choose a status." in page
    assert not StatusEntry.objects.filter(status__stage=Stage.CLOSED).exists()


def test_labels_ask_the_same_for_one_and_for_many(orders, django_assert_num_queries):
    rows = list(ServiceOrder.objects.select_related("customer", "device"))

    with django_assert_num_queries(1):
        labels(rows)


def test_those_that_are_chosen_leave_as_a_file(client_of, clerk, orders):
    """And the journal of access says how many there were."""
    answer = client_of(clerk).post("/orders/?format=csv", {"pick": [orders[0].pk, orders[2].pk]})

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [str(order) in "".join(lines) for order in orders] == [True, False, True]
    assert "Chosen rows: 2" in str(Access.objects.latest("id").said)
