"""C12–C15: the customer follows a ticket by link, without account and without script."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from faena.agenda.models import Visit
from faena.cases.actions import revoke_link
from faena.company.models import Company
from faena.customers.models import AccessLink
from faena.journal.models import Event
from faena.tickets.actions import (
    ClosingFacts,
    CommentFacts,
    change_status,
    close_ticket,
    comment,
    reopen_ticket,
)
from faena.tickets.models import Ticket, TicketClosing
from faena.upkeep.demo import pictures
from tests import canaries, factories
from tests.steps import make_link

DONE, NO_SOLUTION = TicketClosing.Outcome


@pytest.fixture(autouse=True)
def _care(db):
    factories.the_company(has_care=True)


@pytest.fixture
def ticket(clerk):
    """The line of somebody who reads English is dead."""
    return factories.a_ticket(factories.a_customer(name="Carmen Canário", language="en"), holder=clerk)


@pytest.fixture
def address(ticket, clerk):
    return address_of(ticket, clerk)


def address_of(ticket, by):
    return f"/t/{make_link(ticket.as_ref, ticket.customer, by=by).token}/"


def read(visitor, address):
    """What stands on the page, as its reader reads it."""
    page = visitor.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("</head>")[1])).replace("\xa0", " ")


def say(ticket, by, text, **more):
    return comment(ticket, CommentFacts(text, **({"is_visible": True} | more)), by=by)


def set_status(ticket, name, by, is_visible=True):
    fresh = Ticket.objects.get(pk=ticket.pk)
    status = factories.a_ticket_status(name, tone="amber")
    return change_status(fresh, status=status, is_visible=is_visible, version=fresh.version, by=by)


def close(ticket, by, **more):
    fresh = Ticket.objects.get(pk=ticket.pk)
    facts = {"outcome": DONE, "type": fresh.type, "text": "INTERNAL"} | more
    return close_ticket(fresh, ClosingFacts(**facts), version=fresh.version, by=by)


# --- what it shows ------------------------------------------------------------------------------------------


def test_it_shows_what_was_asked_and_that_somebody_is_on_it(ticket, address, visitor):
    """C12: the protocol, the words of the request, and a neutral word while no status was told."""
    answer = visitor.get(address)

    assert (answer.status_code, answer["Content-Language"]) == (200, "en")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    page = read(visitor, address)
    assert f"Your request {ticket}: We are on it" in page
    assert "The line is dead." in page
    assert "What happened" not in page
    assert ticket.status.name not in page


def test_what_was_told_stands_newest_first(ticket, address, visitor, clerk):
    """C12, C14: the status that was told is the status, whatever it is inside."""
    say(ticket, clerk, "First word.")
    set_status(ticket, "Waiting for a visit", clerk)
    say(ticket, clerk, "The signal", kind="test", result="−19 dBm")
    set_status(ticket, "Inside only", clerk, is_visible=False)
    say(ticket, clerk, "Nobody reads this.", is_visible=False)

    page = read(visitor, address)

    assert f"Your request {ticket}: Waiting for a visit" in page
    places = [page.rindex(word) for word in ("Result: −19 dBm", "Waiting for a visit", "First word.", "What you asked")]
    assert places == sorted(places)
    assert "Inside only" not in page
    assert "Nobody reads" not in page


def test_links_and_lists_of_a_comment_are_such(ticket, address, visitor, clerk, client_of):
    """M23: on the customer's page and on staff's."""
    say(ticket, clerk, "Please:\n- restart it\n- read https://example.com/help.")
    entry = Event.objects.about(ticket.as_ref).last()

    for page in (visitor.get(address), client_of(clerk).get(f"/tickets/{ticket.pk}/history/{entry.pk}/")):
        text = page.content.decode()
        assert '<ul class="listed"><li>restart it</li><li>read <a href="https://example.com/help"' in text
        assert "</a>.</li></ul>" in text


def test_the_status_is_the_last_that_was_told(ticket, address, visitor, clerk):
    """C12: of several."""
    set_status(ticket, "Waiting for a part", clerk)
    set_status(ticket, "The part is here", clerk)

    assert f"Your request {ticket}: The part is here" in read(visitor, address)


def test_pictures_of_visible_comments_only(ticket, address, visitor, clerk, jobs):
    """C14: an internal one's address opens nothing, nor does another ticket's."""
    seen = say(ticket, clerk, "Look.", photos=[pictures.board(1)]).files.get()
    inside = say(ticket, clerk, "Hm.", photos=[pictures.board(2)], is_visible=False).files.get()
    foreign = say(factories.a_ticket(), clerk, "Look.", photos=[pictures.board(3)]).files.get()
    assert "A photo is on its way" in read(visitor, address)
    jobs()

    assert f"{address}photo/{seen.pk}/" in visitor.get(address).content.decode()
    assert visitor.get(f"{address}photo/{seen.pk}/")["Content-Type"] == "image/webp"
    assert [visitor.get(f"{address}photo/{one.pk}/").status_code for one in (inside, foreign)] == [404, 404]


def test_attachments_of_visible_comments_only(ticket, address, visitor, clerk):
    """M32: the customer may save it exactly when he may read its comment."""
    seen, inside = (
        say(ticket, clerk, "Look.", attachments=[SimpleUploadedFile(name, b"%PDF-1.7")], is_visible=visible).files.get()
        for name, visible in (("Seen.pdf", True), ("Inside.pdf", False))
    )

    page = visitor.get(address).content.decode()
    assert ("Seen.pdf" in page, "Inside.pdf" in page) == (True, False)
    assert [visitor.get(f"{address}file/{one.pk}/").status_code for one in (seen, inside)] == [200, 404]
    assert visitor.get(f"{address}file/{seen.pk}/")["Content-Disposition"] == 'attachment; filename="Seen.pdf"'
    assert visitor.get(f"{address}photo/{seen.pk}/").status_code == 404


def test_a_picture_opens_under_the_link_of_its_own_room(ticket, address, visitor, clerk):
    """Not by the same key in the other room."""
    order = factories.an_order(ticket.customer)
    of_order = f"/t/{make_link(order.as_ref, order.customer, by=clerk).token}/"
    said = factories.a_comment(ticket, is_visible=True)
    entry = factories.an_entry(order, author=clerk)
    photo = entry.photos.create(pk=901, file=factories.a_file(author=clerk, stored=True))
    picture = said.files.create(pk=902, file=factories.a_file(author=clerk, stored=True))

    def answers(pk):
        return [visitor.get(f"{link}photo/{pk}/").status_code for link in (of_order, address)]

    assert answers(photo.pk) == [200, 404]
    assert answers(picture.pk) == [404, 200]


def test_who_comes_and_when(ticket, address, visitor):
    """C15: the first name and the hour, or the part of the day; no address, and nothing that is over or cancelled."""
    tomas = factories.a_user(role="technician", name="Tomás Torres")
    visit = factories.a_ticket_visit(ticket, technician=tomas, hours=9)
    gone = factories.a_ticket_visit(ticket, technician=factories.a_user(role="technician", name="Nadie Nunca"))
    Visit.objects.filter(pk=gone.pk).update(**factories.moments_of("cancelled"))

    page = read(visitor, address)
    assert "Tomás comes to you:" in page
    assert timezone.localtime(visit.starts_at, ZoneInfo(Company.the().zone)).strftime("%H:%M") in page
    assert "Torres" not in page
    assert "Nadie" not in page
    assert visit.address not in page

    Visit.objects.filter(pk=visit.pk).update(**factories.moments_of("travelling"))
    assert "Tomás is on the way to you." in read(visitor, address)

    Visit.objects.filter(pk=visit.pk).update(**factories.moments_of("done"))
    assert "Tomás" not in read(visitor, address)


def test_who_has_arrived_does_not_come_any_more(ticket, address, visitor):
    """C15: of several that are to come the first stands first, whichever was booked before."""
    there, later, sooner = (
        factories.a_ticket_visit(ticket, technician=factories.a_user(role="technician", name=name), hours=hours)
        for name, hours in (("Arturo", 8), ("Lucas", 33), ("Sofia", 9))
    )
    Visit.objects.filter(pk=later.pk).update(on=sooner.on + timedelta(days=1))
    Visit.objects.filter(pk=there.pk).update(**factories.moments_of("arrived"))

    page = read(visitor, address)

    assert "Arturo" not in page
    assert page.index("Sofia comes to you") < page.index("Lucas comes to you")


def test_nobody_is_told_to_wait_for_a_visit_whose_time_is_over(ticket, address, visitor):
    """M24: it is said that nobody came, without a day that has passed."""
    tomas = factories.a_user(role="technician", name="Tomás Técnico")
    visit = factories.a_ticket_visit(ticket, technician=tomas, hours=9)
    over = {"starts_at": visit.starts_at - timedelta(days=30), "ends_at": visit.ends_at - timedelta(days=30)}
    over["on"] = visit.on - timedelta(days=30)

    for moments in ({}, factories.moments_of("travelling")):
        Visit.objects.filter(pk=visit.pk).update(**over, **moments)
        page = read(visitor, address)
        assert "We did not come when we said we would." in page
        assert "Tomás" not in page


def test_a_part_of_a_day_is_told_as_such(ticket, address, visitor):
    """C15: nobody's name while nobody took it."""
    factories.a_ticket_visit(ticket, position=factories.a_queue(), starts_at=None, ends_at=None, period="morning")

    assert re.search(r"We come to you: .+ · Morning", read(visitor, address))


@pytest.mark.parametrize(
    ("outcome", "is_visible", "said"),
    [(DONE, True, "It is solved."), (NO_SOLUTION, True, "We found no solution."), (DONE, False, None)],
)
def test_the_end_in_words_of_ours(ticket, address, visitor, clerk, outcome, is_visible, said):
    """C13: how it ended only where he was told; what was written for the shop never."""
    close(ticket, clerk, outcome=outcome, is_visible=is_visible)

    page = read(visitor, address)

    assert f"Your request {ticket}: Closed" in page
    assert "Closed on" in page
    assert "You can open this page until" in page
    assert [words in page for words in ("It is solved.", "We found no solution.")] == [
        said == "It is solved.",
        said == "We found no solution.",
    ]
    assert "INTERNAL" not in page


def test_an_end_that_was_undone_is_not_told(ticket, address, visitor, clerk, owner):
    """C13: it was told solved and reopened; how it ended in the end he was not told."""
    close(ticket, clerk, is_visible=True)
    fresh = Ticket.objects.get(pk=ticket.pk)
    reopen_ticket(fresh, reason="INTERNAL", version=fresh.version, by=owner)
    close(ticket, clerk, outcome=NO_SOLUTION, is_visible=False)

    page = read(visitor, address)

    assert "Closed on" in page
    assert "solved" not in page


def test_a_refused_picture_keeps_no_place(ticket, address, visitor, clerk):
    """C14: the words stay."""
    file = say(ticket, clerk, "Look.", photos=[pictures.board(1)]).files.get().file
    type(file).objects.filter(pk=file.pk).update(state=file.State.REFUSED)

    page = read(visitor, address)

    assert "Look." in page
    assert "A photo is on its way" not in page


def test_it_ends_and_is_revived(ticket, address, visitor, clerk, owner):
    """C13: so many days after closing; reopened, it opens again and says nothing of an end."""
    close(ticket, clerk, is_visible=True)
    AccessLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert visitor.get(address).status_code == 404

    fresh = Ticket.objects.get(pk=ticket.pk)
    reopen_ticket(fresh, reason="INTERNAL", version=fresh.version, by=owner)

    page = read(visitor, address)
    assert "We are on it" in page
    assert "Closed" not in page
    assert "solved" not in page
    assert "INTERNAL" not in page


def test_how_to_reach_the_shop(ticket, address, visitor):
    factories.the_company(phone="+582125550142", address="Calle 8", email="shop@example.com")
    page = visitor.get(address).content.decode()

    assert 'href="tel:+582125550142"' in page
    assert 'href="mailto:shop@example.com"' in page
    assert str(ticket) in page.partition("wa.me")[2].partition('"')[0]


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Cómo contactarnos"), ("pt-br", "Como falar"), ("en", "How to reach us")]
)
def test_it_speaks_the_customers_language(ticket, address, visitor, language, said):
    """C14: whatever the browser asks for."""
    factories.the_company(phone="+582125550142")
    type(ticket.customer).objects.update(language=language)

    page = visitor.get(address, headers={"accept-language": "de"}).content.decode()

    assert f'<html lang="{language}"' in page
    assert said in page


# --- what it weighs, and what it keeps to itself ------------------------------------------------------------


def test_it_needs_no_script_and_few_bytes(ticket, address, clerk, visitor):
    """C14: a long case with its style stays below 60 kB."""
    factories.the_company(logo=factories.a_file(stored=True))
    for _ in range(12):
        said = factories.a_comment(ticket, "It goes on. " * 20, is_visible=True)
        for place in range(4):
            said.files.create(file=factories.a_file(author=clerk), position=place)

    page = visitor.get(address).content.decode()

    assert "<script" not in page
    assert page.count('loading="lazy"') == 48
    assert len(page) + len(Path(finders.find("ui/tracking.css")).read_bytes()) < 45_000, "the rest is for the logo"


def test_no_internal_field_is_on_the_page_or_in_the_mail(visitor, clerk, jobs):
    """C14: a canary sits in each of them, and none sings; at the end of the ticket neither."""
    ticket = canaries.planted_ticket()
    address = address_of(ticket, clerk)
    say(ticket, clerk, "We call at noon.")
    jobs()
    [letter] = mail.outbox
    pages = [visitor.get(address).content.decode(), f"{letter.subject} {letter.body}", letter.alternatives[0][0]]
    close(ticket, clerk, text=canaries.canary("closing_text"), is_visible=True)
    pages.append(visitor.get(address).content.decode())

    assert "We call at noon." in pages[0]
    assert [canaries.leaked_of_ticket(page) for page in pages] == [set()] * 4


def test_the_nose_finds_every_canary(client_of, owner):
    """A Master reads all of them: a canary that were not planted would prove nothing."""
    ticket = canaries.planted_ticket()
    close(ticket, owner, text=canaries.canary("closing_text"))
    browser, here = client_of(owner), f"/tickets/{ticket.pk}/"
    pages = [here, f"/customers/{ticket.customer_id}/edit/"]

    seen = "".join(browser.get(page).content.decode() for page in pages)

    assert canaries.leaked_of_ticket(seen) == canaries.OF_TICKET


def test_wrong_and_revoked_look_alike(ticket, address, clerk, visitor):
    """W1: a link that ended tells nothing that a wrong one does not."""
    revoke_link(ticket, by=clerk)

    ended, wrong = visitor.get(address), visitor.get("/t/this-is-not-a-token-at-all/")

    assert ended.status_code == wrong.status_code == 404
    assert ended.content == wrong.content


def test_each_half_has_its_own_links(ticket, address, visitor, clerk):
    """Without care a ticket's link opens nothing; without the workshop it still does."""
    factories.the_company(has_workshop=False)
    assert visitor.get(address).status_code == 200

    factories.the_company(has_workshop=True, has_care=False)
    assert visitor.get(address).status_code == 404


def test_a_label_is_an_order_s(ticket, address, visitor, client_of, clerk):
    """B11: a ticket hangs on no device, and its key never leads staff to the order of the same key."""
    for _ in range(3):
        factories.an_order()
    label = address.replace("/t/", "/l/")

    assert [one.get(label).status_code for one in (client_of(clerk), visitor)] == [404, 404]
