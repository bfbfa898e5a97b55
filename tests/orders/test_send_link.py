"""W1: the link by which the customer follows is shown, sent, revoked and made anew, from the order's sheet."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from faena.cases.actions import renew_link, revoke_link, send_link
from faena.company.models import Company
from faena.customers.models import AccessLink
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.notifications.models import Message
from faena.orders.following import ORDERS
from faena.orders.models import ServiceOrder
from tests import factories
from tests.steps import link_expires, make_link


@pytest.fixture
def order(customer, clerk):
    """An order of Carmen's, who reads Portuguese and has an e-mail."""
    type(customer).objects.filter(pk=customer.pk).update(language="pt-br", email="carmen@example.com")
    order = factories.an_order(customer)
    make_link(order.as_ref, customer, by=clerk)
    return ServiceOrder.objects.on_sheet().get(pk=order.pk)


def link_of(order):
    return AccessLink.objects.alive().of(order.as_ref)


def verbs():
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def test_the_page_shows_what_the_customer_needs(order, clerk, client_of):
    """W1: QR, link, code, until when, and a chat in the customer's language with the link in it."""
    page = client_of(clerk).get(f"/orders/{order.pk}/link/").content.decode()
    link = link_of(order)

    assert "data:image/svg+xml" in page
    assert f"/t/{link.token}/" in page
    assert f"{link.code[:5]}-{link.code[5:]}" in page
    assert "90 days after closing" in page
    chat = urlsplit(page.split('href="https://wa.me', 1)[1].split('"', 1)[0].replace("&amp;", "&"))
    assert chat.path == "/584121234567"
    assert f"/t/{link.token}/" in parse_qs(chat.query)["text"][0]


def test_it_is_mailed_in_the_customers_language(order, clerk, jobs):
    """W1: as a row first, with the link sealed; each press sends one."""
    message = send_link(order, kind=ORDERS, by=clerk)
    token = link_of(order).token
    assert token not in str(message.data) + message.subject + message.sealed
    jobs()

    message.refresh_from_db()
    assert (message.address, message.language, message.state) == ("carmen@example.com", "pt-br", Message.State.SENT)
    assert "order.link_sent" in verbs()
    [letter] = mail.outbox
    assert letter.to == ["carmen@example.com"]
    assert f"/t/{token}/" in letter.body
    send_link(order, kind=ORDERS, by=clerk)
    assert Message.objects.filter(template="orders/tracking").count() == 2


def test_without_an_e_mail_it_is_refused_with_what_to_do(order, clerk, client_of):
    """W1: nothing is queued, and the page says why."""
    type(order.customer).objects.update(email="")

    answer = client_of(clerk).post(f"/orders/{order.pk}/link/mails/", follow=True)

    assert "has no e-mail" in answer.content.decode()
    assert not Message.objects.exists()
    assert "order.link_sent" not in verbs()


def test_a_revoked_link_opens_nothing_and_a_new_one_does(order, clerk, client_of, visitor):
    """W1: the QR on the printed slip is dead at once; both are in the history."""
    browser, old = client_of(clerk), link_of(order)

    browser.post(f"/orders/{order.pk}/link/revocation/")
    assert visitor.get(f"/t/{old.token}/").status_code == 404
    assert "The link was revoked on" in browser.get(f"/orders/{order.pk}/link/").content.decode()
    with pytest.raises(RuleBroken, match="Make a new one"):
        send_link(order, kind=ORDERS, by=clerk)

    browser.post(f"/orders/{order.pk}/link/renewal/")
    new = link_of(order)
    assert visitor.get(f"/t/{old.token}/").status_code == 404
    assert visitor.get(f"/t/{new.token}/").status_code == 200
    assert verbs()[-2:] == ["link.revoked", "link.made"]


def test_a_link_whose_time_is_over_is_made_anew_before_it_is_mailed(order, clerk, jobs):
    """W1: a mail that leads nowhere is not written; what goes out is the new link."""
    old = link_of(order)
    link_expires(order.as_ref, timezone.now() - timedelta(minutes=1))

    with pytest.raises(RuleBroken, match="Make a new one"):
        send_link(order, kind=ORDERS, by=clerk)
    assert not Message.objects.exists()
    new = renew_link(order, by=clerk)
    send_link(order, kind=ORDERS, by=clerk)
    jobs()

    assert new.token != old.token
    [letter] = mail.outbox
    assert f"/t/{new.token}/" in letter.body
    assert verbs() == ["link.made", "link.made", "order.link_sent"]


def test_revoking_twice_says_so(order, clerk):
    revoke_link(order, by=clerk)

    with pytest.raises(RuleBroken, match="nothing to revoke"):
        revoke_link(order, by=clerk)


def test_making_one_where_one_works_changes_nothing(order, clerk):
    """W1: a second press does not kill what was just printed."""
    before = link_of(order)

    assert renew_link(order, by=clerk) == before
    assert verbs() == ["link.made"]


@pytest.mark.parametrize("was_revoked", [False, True])
def test_the_link_of_an_open_order_has_no_end(order, clerk, was_revoked):
    """W1: its days begin when the order is over, whatever is pressed before."""
    if was_revoked:
        revoke_link(order, by=clerk)

    assert renew_link(order, by=clerk).expires_at is None


def test_a_new_link_of_a_closed_order_ends_too(customer, clerk):
    """W1: as many days from now as the company gives after closing."""
    Company.objects.update(tracking_days=30)
    closed = factories.a_closed_order(customer)

    link = renew_link(closed, by=clerk)

    left = link.expires_at - timezone.now()
    assert timedelta(days=29) < left <= timedelta(days=30)
    assert renew_link(closed, by=clerk).expires_at == link.expires_at


def test_who_may_do_what(order, seller, technician, clerk, client_of, stranger):
    """A seller sends the links of the own customers; only the counter and those above revoke."""
    path = f"/orders/{order.pk}/link/"
    foreign = factories.an_order(stranger)

    for who, revokes in ((seller, 403), (technician, 403), (clerk, 303)):
        browser = client_of(who)
        page = browser.get(path).content.decode()
        assert (f"{path}revocation/" in page) == (revokes == 303)
        assert browser.post(f"{path}mails/").status_code == 303
        assert browser.post(f"{path}revocation/").status_code == revokes
    assert Message.objects.count() == 3
    assert client_of(seller).get(f"/orders/{foreign.pk}/link/").status_code == 404
    assert client_of(seller).post(f"/orders/{foreign.pk}/link/mails/").status_code == 404


def test_the_sheet_leads_to_it(order, seller, clerk, client_of):
    """W17: alive or not, whoever may send it finds it."""
    browser = client_of(clerk)
    assert f"/orders/{order.pk}/link/" in browser.get(f"/orders/{order.pk}/").content.decode()
    assert link_of(order).token in browser.get(f"/orders/{order.pk}/").content.decode()

    revoke_link(order, by=clerk)

    page = client_of(seller).get(f"/orders/{order.pk}/").content.decode()
    assert "No link works for this order" in page
    assert f"/orders/{order.pk}/link/" in page


def test_the_sheet_shows_no_link_whose_time_is_over(order, clerk, client_of):
    """W17: it opens nothing; where a new one is made stands there."""
    old = link_of(order)
    link_expires(order.as_ref, timezone.now() - timedelta(minutes=1))

    page = client_of(clerk).get(f"/orders/{order.pk}/").content.decode()

    assert old.token not in page
    assert "No link works for this order" in page
