"""A script that sends a form is told where the redirect leads; its reader's browser goes there by itself (W14)."""

from faena.files.models import File
from faena.journal.context import KEY_FIELD, new_key
from tests.files.corpus import jpeg, sent


def test_it_gets_the_address_and_leaves_the_message_to_its_reader(clerk, client_of):
    browser = client_of(clerk)

    answer = browser.post("/me/photo/", {"photo": sent(jpeg())}, headers={"x-sent-by": "script"})

    assert (answer.status_code, answer["X-Go-To"], answer.content) == (200, "/me/", b"")
    assert "Location" not in answer
    assert "The photo was received" in browser.get("/me/").content.decode()


def test_the_same_form_sent_again_gets_the_same_address(clerk, client_of):
    """The answer was lost, so the script tries again: nothing is done twice."""
    browser, photo, key = client_of(clerk), jpeg(), new_key()

    answers = [
        browser.post("/me/photo/", {"photo": sent(photo), KEY_FIELD: key}, headers={"x-sent-by": "script"})
        for _ in range(2)
    ]

    assert [answer["X-Go-To"] for answer in answers] == ["/me/", "/me/"]
    assert File.objects.count() == 1


def test_everybody_else_is_redirected(clerk, client_of, visitor):
    assert client_of(clerk).post("/me/photo/", {"photo": sent(jpeg())}).status_code == 303
    assert visitor.get("/orders/").status_code == 302


def test_who_was_signed_out_meanwhile_is_told_to_sign_in(db, visitor):
    answer = visitor.post("/me/photo/", {}, headers={"x-sent-by": "script"})

    assert answer["X-Go-To"].startswith("/sign-in/")
