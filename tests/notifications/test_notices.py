"""What reaches people inside of the program: whom an event reaches, what they read, and what the bell says."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.accounts.actions import choose_notices
from faena.agenda.actions import cancel_visit, reschedule_visit
from faena.agenda.hours import When
from faena.customers.actions import assign_seller
from faena.gate.rights import NotAllowed
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.notifications import jobs
from faena.notifications.actions import notify
from faena.notifications.models import Message, Notice
from faena.notifications.notices import is_between
from faena.orders.actions import assign_technician
from faena.tickets.actions import forward
from tests import factories

pytestmark = pytest.mark.django_db
Kind = Notice.Kind


def told(user):
    return [(one.kind, one.ref_kind, one.ref_id) for one in Notice.objects.filter(user=user).order_by("id")]


def page(browser, address="/notices/"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_gets_an_order_is_told_and_who_gave_it_is_not(client_of, clerk, technician, customer):
    order = factories.an_order(customer)

    assign_technician(order, technician=technician, version=order.version, by=clerk)

    assert told(technician) == [(Kind.ASSIGNED, "order", order.pk)]
    assert told(clerk) == []
    html = page(client_of(technician))
    assert f'Clara Clerk assigned <span class="reached-number">{order}</span> to you' in html
    assert f"{order.device}\N{NO-BREAK SPACE}· {customer.name}" in html
    assert "<title>(1) Notifications" in html
    assert "<title>Notifications" in page(client_of(clerk))


def test_what_one_takes_for_oneself_is_no_news(technician, customer):
    order = factories.an_order(customer)

    assign_technician(order, technician=technician, version=order.version, by=technician)

    assert not Notice.objects.exists()


def test_a_forwarded_ticket_reaches_its_user_or_everybody_of_its_position(clerk, owner, customer):
    ticket, other = factories.a_ticket(customer, holder=clerk), factories.a_user(role="operator")
    queue = factories.a_queue(member=clerk)
    queue.members.add(other, factories.a_user(role="operator", is_active=False))

    forward(ticket, to=owner, reason="Knows the line", version=ticket.version, by=clerk)
    ticket.refresh_from_db()
    forward(ticket, to=queue, reason="The line", version=ticket.version, by=owner)

    assert told(owner) == [(Kind.FORWARDED, "ticket", ticket.pk)]
    assert told(clerk) == told(other) == [(Kind.QUEUED, "ticket", ticket.pk)]
    assert Notice.objects.count() == 3


def test_the_same_thing_again_renews_its_row(clerk, technician, customer):
    order = factories.an_order(customer)
    order = assign_technician(order, technician=technician, version=order.version, by=clerk)
    Notice.objects.update(read_at=timezone.now(), at=timezone.now() - timedelta(days=3))
    order = assign_technician(order, technician=None, version=order.version, by=clerk)

    assign_technician(order, technician=technician, version=order.version, by=clerk)

    (notice,) = Notice.objects.all()
    assert notice.read_at is None
    assert timezone.now() - notice.at < timedelta(minutes=1)


def test_a_technician_is_told_when_a_visit_moves_and_when_nobody_goes(client_of, clerk, technician):
    visit = factories.a_visit(technician=technician)
    moved = reschedule_visit(
        visit, When(visit.on, "morning"), reason="The customer asked", version=visit.version, by=clerk
    )

    cancel_visit(moved, reason="Not needed", by=clerk)

    assert told(technician) == [(Kind.MOVED, "visit", visit.pk), (Kind.CANCELLED, "visit", visit.pk)]
    html = page(client_of(technician))
    assert f'Clara Clerk moved <span class="reached-number">{visit}</span>' in html
    assert f'Clara Clerk cancelled <span class="reached-number">{visit}</span>' in html


@action(authorised_by="a test")
def a_mail_about(order, *, by):
    facts = {"name": "Ana", "by": "Olga", "hours": 72}
    return notify(
        "accounts/invitation",
        address="ana@shop.test",
        language="en",
        data=facts,
        secret={"link": "https://x.test/"},
        ref=order.as_ref,
        dedupe_key="one",
    )


def test_the_mail_of_mine_that_was_given_up_comes_back_to_me(post_office, clerk, customer):
    order = factories.an_order(customer)
    message = a_mail_about(order, by=clerk)
    Message.objects.update(attempts=len(jobs.PAUSES))
    post_office.mode = "refuse"

    jobs.deliver.func(message.pk, len(jobs.PAUSES) + 1)

    message.refresh_from_db()
    assert (message.author, message.state) == (clerk, Message.State.FAILED)
    assert told(clerk) == [(Kind.MAIL_FAILED, "order", order.pk)]


def test_what_became_anothers_is_told_without_link_and_without_name(client_of, owner, seller, customer, stranger):
    mine, lost = factories.an_order(customer), factories.an_order(stranger)
    for order in (mine, lost):
        factories.a_notice(seller, order.as_ref, read_at=timezone.now())
    theirs = stranger.seller
    given = assign_seller(stranger, seller, version=stranger.version, by=owner)
    assign_seller(given, theirs, version=given.version, by=owner)

    html = page(client_of(seller))

    assert f'href="/orders/{mine.pk}/"' in html
    assert f"/orders/{lost.pk}/" not in html
    assert str(lost) in html
    assert "Olga Owner assigned a customer to you" in html
    assert stranger.name not in html


def test_reading_one_leads_to_its_thing_and_reading_all_empties_the_bell(client_of, technician, customer):
    order = factories.an_order(customer)
    first = factories.a_notice(technician, order.as_ref)
    factories.a_notice(technician, order.as_ref, kind=Kind.FORWARDED)
    browser = client_of(technician)

    answer = browser.post("/notices/reading/", {"notice": first.pk})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/orders/{order.pk}/")
    assert '<span class="bell-count">1</span>' in page(browser, "/")
    browser.post("/notices/reading/all/")
    assert '<span class="bell-count"></span>' in page(browser, "/")


def test_nobody_reads_for_another(client_of, clerk, technician, customer):
    notice = factories.a_notice(technician, customer.as_ref)
    browser = client_of(clerk)

    assert browser.post("/notices/reading/", {"notice": notice.pk}).status_code == 404
    browser.post("/notices/reading/all/")

    assert Notice.objects.unread().count() == 1


def test_the_filters_are_kinds_and_what_is_unread(client_of, technician):
    one, two = factories.an_order(), factories.an_order()
    factories.a_notice(technician, one.as_ref)
    factories.a_notice(technician, two.as_ref, kind=Kind.FORWARDED, read_at=timezone.now())
    browser = client_of(technician)

    for kind, there, gone in (("unread", one, two), ("forwarded", two, one)):
        html = page(browser, f"/notices/?kind={kind}")
        assert str(there) in html
        assert str(gone) not in html
    assert str(one) in page(browser, "/notices/?kind=nonsense")


def test_the_bell_costs_no_question_and_stops_counting(client_of, technician, customer):
    browser = client_of(technician)
    page(browser, "/me/")
    with CaptureQueriesContext(connection) as before:
        page(browser, "/me/")
    for _ in range(12):
        factories.a_notice(technician, factories.an_order(customer).as_ref)

    with CaptureQueriesContext(connection) as after:
        html = page(browser, "/me/")

    assert len(after) == len(before)
    assert '<span class="bell-count">9+</span>' in html


def test_an_open_page_asks_briefly_and_is_told_only_what_is_new(client_of, clerk, technician, customer):
    order = factories.an_order(customer)
    browser = client_of(technician)
    first = browser.get("/notices/now/")
    again = {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/notices/now/", **again).status_code == 304

    assign_technician(order, technician=technician, version=order.version, by=clerk)

    assert first.content.decode().startswith(" ")
    assert len(asked) == 4  # session, user, company, the last event
    assert browser.get("/notices/now/", **again).content.decode().startswith("1 ")


def test_what_is_switched_off_never_arrives(clerk, technician, customer):
    choose_notices(technician, muted=[Kind.ASSIGNED], quiet_from=None, quiet_to=None, by=technician)
    order = factories.an_order(customer)

    assign_technician(order, technician=technician, version=order.version, by=clerk)

    assert not Notice.objects.exists()


def test_in_quiet_hours_the_bell_says_nothing(client_of, technician, customer):
    factories.a_notice(technician, customer.as_ref)
    browser = client_of(technician)
    now = timezone.localtime()
    begins, ends = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()

    choose_notices(technician, muted=[], quiet_from=begins, quiet_to=ends, by=technician)

    assert '<span class="bell-count"></span>' in page(browser)
    assert browser.get("/notices/now/").content.decode().startswith(" ")
    assert "<title>Notifications" in page(browser)


def test_quiet_hours_may_go_over_midnight():
    night = time(22), time(7)
    assert [is_between(time(hour), *night) for hour in (21, 22, 0, 6, 7)] == [False, True, True, True, False]
    assert [is_between(time(hour), time(13), time(15)) for hour in (12, 13, 15)] == [False, True, False]


def test_ones_own_choice_is_ones_own_and_whole(client_of, clerk, technician):
    with pytest.raises(NotAllowed):
        choose_notices(technician, muted=[], quiet_from=None, quiet_to=None, by=clerk)
    with pytest.raises(RuleBroken) as unknown:
        choose_notices(clerk, muted=["nonsense"], quiet_from=None, quiet_to=None, by=clerk)
    assert unknown.value.at == "muted"

    browser = client_of(clerk)
    half = browser.post("/me/notices/", {"reaches": ["moved"], "quiet_from": "22:00"})
    assert half.status_code == 422
    whole = browser.post("/me/notices/", {"reaches": ["moved"], "quiet_from": "22:00", "quiet_to": "7:00"})
    assert whole.status_code == 303
    clerk.refresh_from_db()
    assert set(clerk.muted_notices) == set(Kind.values) - {"moved"}
    assert (clerk.quiet_from, clerk.quiet_to) == (time(22), time(7))


def test_what_is_old_is_forgotten(technician, customer):
    old = timezone.now() - jobs.NOTICES_KEPT - timedelta(hours=1)
    factories.a_notice(technician, customer.as_ref, at=old)
    kept = factories.a_notice(technician, customer.as_ref, kind=Kind.MOVED)

    assert jobs.forget_notices() == 1
    assert Notice.objects.get() == kept
