"""B12: visits in a calendar program, at a secret address that can be renewed and revoked."""

import re
from datetime import time, timedelta

import pytest

from faena.agenda.actions import cancel_visit, make_feed, revoke_feed
from faena.agenda.ical import escaped, fold
from faena.agenda.models import Feed
from faena.lib.errors import RuleBroken
from tests import factories

PAGE = "/agenda/feeds/"


def address(feed):
    return re.sub(r"^https?://[^/]+", "", feed.url)


def read(visitor, feed):
    """The events of a calendar file, each as its lines put together again."""
    answer = visitor.get(address(feed))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert whole.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert whole.endswith("END:VCALENDAR\r\n")
    return [
        dict(line.split(":", 1) for line in event.strip().split("\r\n")[:-1])
        for event in whole.split("BEGIN:VEVENT")[1:]
    ]


def test_a_technician_reads_his_own_visits(visitor, technician, booked, customer, tomorrow):
    """Kind, customer, where, phone, and not what was written about it; from thirty days ago to half a year ahead."""
    visit = booked(hour=time(10), notes="The dog bites; alarm 9876.")
    booked(goes=factories.a_user(role="technician"))
    day = {"customer": customer, "technician": technician}
    for days in (-31, 181):
        at = visit.starts_at + timedelta(days=days - 1)
        factories.a_visit(**day, on=at.date(), starts_at=at, ends_at=at + timedelta(hours=1))

    (event,) = read(visitor, make_feed("own", by=technician))

    assert event["SUMMARY"] == "Line repair: Carmen Customer"
    assert event["LOCATION"] == "Calle 8\\, Nº 12"
    assert event["DTSTART"] == f"{tomorrow:%Y%m%d}T140000Z"
    assert event["DTEND"] == f"{tomorrow:%Y%m%d}T150000Z"
    assert event["UID"].startswith(f"{visit.uid}@")
    assert customer.phone in event["DESCRIPTION"]
    assert "9876" not in str(event)


def test_a_part_of_a_day_is_a_whole_day_and_a_cancelled_one_says_so(visitor, owner, booked, tomorrow):
    visit = booked(period="morning")
    cancel_visit(visit, reason="x", by=owner)

    (event,) = read(visitor, make_feed("all", by=owner))

    assert event["DTSTART;VALUE=DATE"] == f"{tomorrow:%Y%m%d}"
    assert event["DTEND;VALUE=DATE"] == f"{tomorrow + timedelta(days=1):%Y%m%d}"
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Line repair (Morning): Carmen Customer"


def test_all_visits_are_those_that_its_owner_may_see_now(visitor, seller, booked, stranger):
    """W31; a seller has none of his own."""
    booked()
    factories.a_visit(customer=stranger, hours=14)

    events = read(visitor, make_feed("all", by=seller))

    assert [event["SUMMARY"] for event in events] == ["Line repair: Carmen Customer"]
    with pytest.raises(RuleBroken, match="Only technicians"):
        make_feed("own", by=seller)


def test_a_renewed_a_revoked_and_a_wrong_address_look_alike(visitor, technician, booked):
    """And so does that of somebody who left; who guesses is held up."""
    booked()
    first = make_feed("own", by=technician)
    old = address(first)
    second = make_feed("own", by=technician)
    assert visitor.get(old).status_code == 404
    assert len(read(visitor, second)) == 1
    assert Feed.objects.count() == 1

    type(technician).objects.filter(pk=technician.pk).update(is_active=False)
    assert visitor.get(address(second)).status_code == 404
    type(technician).objects.filter(pk=technician.pk).update(is_active=True)
    revoke_feed("own", by=technician)
    revoke_feed("own", by=technician)
    assert visitor.get(address(second)).status_code == 404
    answers = [visitor.get(f"/calendar/{'x' * 32}.ics").status_code for _ in range(20)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_the_page_makes_shows_renews_and_revokes_it(client_of, technician):
    """One's own only; the token stands in the database as a hash and sealed."""
    browser = client_of(technician)
    shown = []
    for _ in range(2):
        assert browser.post(f"{PAGE}new/", {"whose": "own"})["Location"] == PAGE
        shown.append(re.search(r"/calendar/([\w-]+)\.ics", browser.get(PAGE).content.decode())[1])
    feed = Feed.objects.get()

    assert shown[0] != shown[1]
    assert shown[1] not in str(feed.__dict__)
    assert browser.post(f"{PAGE}new/", {"whose": "theirs"})["Location"] == PAGE
    assert Feed.objects.get() == feed
    browser.post(f"{PAGE}revocation/", {"whose": "own"})
    assert not Feed.objects.exists()


def test_lines_are_folded_between_letters_and_texts_escaped():
    """RFC 5545, 3.1 and 3.3.11."""
    line = "SUMMARY:" + "ñandú " * 40

    pieces = list(fold(line))

    assert max(len(piece.encode()) for piece in pieces) <= 75
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert escaped("a;b,c\\d\r\ne\nf") == "a\\;b\\,c\\\\d\\ne\\nf"
