"""C14: what is said about a ticket, and what was tested."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from faena.files.models import File
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.tickets.actions import CommentFacts, comment
from faena.tickets.models import Comment
from tests import factories
from tests.browser.photos import jpeg


def photo(name="router.jpg"):
    return SimpleUploadedFile(name, jpeg(), content_type="image/jpeg")


def test_a_comment_is_internal_unless_it_is_made_visible(ticket, clerk):
    """C14."""
    inside = comment(ticket, CommentFacts("He is angry."), by=clerk)
    outside = comment(ticket, CommentFacts("We call at noon.", is_visible=True), by=clerk)

    assert (inside.author, inside.kind, inside.is_visible) == (clerk, "comment", False)
    assert list(Comment.objects.public()) == [outside]
    line = render_event(Event.objects.filter(verb="ticket.commented").latest("id"))
    assert (line.text, line.note) == (f"Clara Clerk commented on {ticket}", "We call at noon.")


def test_a_test_report_says_what_and_with_which_result(ticket, technician):
    """C14."""
    said = comment(ticket, CommentFacts("Signal at the box", "test", "−31 dBm, too weak"), by=technician)

    assert (said.text, said.result) == ("Signal at the box", "−31 dBm, too weak")
    line = render_event(Event.objects.get(verb="ticket.tested"))
    assert line.text == f"Tina Technician reported a test on {ticket}: −31 dBm, too weak"
    assert line.note == "Signal at the box"


def test_pictures_hang_on_it(ticket, clerk):
    """C14: in their order; the job makes them ready."""
    said = comment(ticket, CommentFacts("Look.", photos=[photo(), photo("back.jpg")]), by=clerk)

    assert [one.position for one in said.files.all()] == [0, 1]
    assert File.objects.filter(author_id=clerk.pk, state=File.State.PENDING).count() == 2
    assert Event.objects.get(verb="ticket.commented").facts["photos"] == 2


def test_what_is_no_picture_leaves_nothing(ticket, clerk, refusal):
    bad = SimpleUploadedFile("x.jpg", b"This is no picture.", content_type="image/jpeg")

    assert refusal(comment, ticket, CommentFacts("Look.", photos=[bad]), by=clerk)[0] == "photos.0"
    assert not File.objects.exists()


def test_attachments_hang_on_it_behind_the_photos(ticket, clerk, client_of):
    """M32: the entry and the ticket's page lead to each, which is only saved."""
    offer = SimpleUploadedFile("Offer.pdf", b"%PDF-1.7", content_type="application/pdf")
    said = comment(ticket, CommentFacts("Look.", photos=[photo()], attachments=[offer]), by=clerk)

    assert [(one.position, one.file.name) for one in said.files.all()] == [(0, ""), (1, "Offer.pdf")]
    browser, event = client_of(clerk), Event.objects.get(verb="ticket.commented")
    address = f"/tickets/{ticket.pk}/pictures/{said.files.last().pk}/"
    for page in (f"/tickets/{ticket.pk}/", f"/tickets/{ticket.pk}/history/{event.pk}/"):
        assert f'href="{address}"' in browser.get(page).content.decode()
    assert browser.get(address)["Content-Disposition"] == 'attachment; filename="Offer.pdf"'


def test_what_is_no_attachment_leaves_nothing(ticket, clerk, refusal):
    """M32."""
    page = SimpleUploadedFile("offer.pdf", b"<html>", content_type="application/pdf")

    assert refusal(comment, ticket, CommentFacts("Look.", attachments=[page]), by=clerk)[0] == "attachments.0"
    assert not Comment.objects.exists()
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (CommentFacts(" \n"), "text"),
        (CommentFacts("\u200b", "test", "Good"), "text"),
        (CommentFacts("The cable", "test", "  "), "result"),
    ],
)
def test_nothing_is_not_said(ticket, clerk, refusal, facts, field):
    assert refusal(comment, ticket, facts, by=clerk)[0] == field


def test_a_comment_has_no_result(ticket, clerk):
    """What stands in the hidden field of a comment is not kept; the database holds it."""
    assert comment(ticket, CommentFacts("Hello", "comment", "Good"), by=clerk).result == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.a_comment(ticket, result="Good")


def test_a_closed_ticket_is_reopened_first(customer, clerk, refusal):
    assert "reopen it first" in refusal(comment, factories.a_closed_ticket(customer), CommentFacts("Hm"), by=clerk)[1]


def test_everybody_who_sees_it_may_write(ticket, seller, stranger, refusal):
    """Technicians on every ticket, sellers on those of their own customers."""
    comment(ticket, CommentFacts("He will pay."), by=seller)
    comment(ticket, CommentFacts("I know that house."), by=factories.a_user(role="technician"))

    assert Comment.objects.filter(ticket=ticket).count() == 2
    refusal(comment, factories.a_ticket(stranger), CommentFacts("Hm"), by=seller)
