"""The new user gets in by e-mail (W27): a link that works once, for three days, and never a password in clear."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from faena.accounts import actions
from faena.accounts.models import Invitation, User
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.notifications.models import Message
from tests import factories
from tests.accounts.mails import links, mails
from tests.world import StaffClient, race, won

PASSWORD = "una clave propia y larga 9"


@pytest.fixture
def ana(owner):
    """Ana, just created: she has her invitation and no password yet."""
    return actions.create_user(actions.Person("Ana Prado", "ana@shop.test", "en"), role="technician", by=owner)


@pytest.fixture
def link(ana):
    return links(ana.email)[-1]


def test_the_link_sets_a_password_and_signs_in(ana, link, visitor):
    """W27."""
    page = visitor.get(link)
    assert page.status_code == 200
    assert "Welcome, Ana" in page.content.decode()

    answer = visitor.post(link, {"password": PASSWORD})

    assert (answer.status_code, answer.url) == (303, "/")
    assert visitor.get("/me/").status_code == 200
    assert StaffClient().post("/sign-in/", {"login": ana.email, "password": PASSWORD}).status_code == 303
    assert [event.verb for event in Event.objects.about(ana.as_ref)][-2:] == ["user.joined", "user.device_new"]


def test_the_history_says_that_it_was_done_by_the_link(ana, link, visitor):
    """W27: through which channel; nobody was signed in."""
    visitor.post(link, {"password": PASSWORD})

    assert [event.channel for event in Event.objects.about(ana.as_ref)] == ["command", "command", "link"]


def test_no_mail_holds_a_password(ana, link, visitor):
    """W27: neither before nor after one is set, and the row keeps neither link nor token."""
    visitor.post(link, {"password": PASSWORD})

    ana.refresh_from_db()
    words = {word for letter in mails() for word in letter.message().as_string().split()}
    assert words
    assert not any(ana.check_password(word) for word in words)
    assert PASSWORD not in " ".join(words)
    token = link.split("/")[2]
    assert not Invitation.objects.filter(token_hash=token).exists()
    assert token not in str(list(Message.objects.values()))


def test_looking_spends_nothing(link, visitor):
    """W27: mail scanners open every link."""
    for _ in range(3):
        visitor.get(link)
        visitor.head(link)

    assert visitor.post(link, {"password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("sign", [".", ")", ",", "\u200b", "/).", "/,"])
def test_a_sign_beside_the_link_is_forgiven(ana, link, visitor, sign):
    """M24: as on the customer's page; the form goes to where it stands."""
    written = link.rstrip("/") + sign + "/"

    assert visitor.get(written).status_code == 200
    assert visitor.post(written, {"password": PASSWORD}).status_code == 303


def test_works_once(ana, link, visitor):
    """W27."""
    visitor.post(link, {"password": PASSWORD})

    for answer in (StaffClient().get(link), StaffClient().post(link, {"password": "another long one 10"})):
        assert answer.status_code == 410
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


@pytest.mark.parametrize(("hours", "status"), [(71.9, 200), (72.1, 410)])
def test_works_for_three_days(ana, link, visitor, hours, status):
    """W27."""
    Invitation.objects.update(expires_at=timezone.now() + timedelta(hours=72 - hours))

    assert visitor.get(link).status_code == status
    assert visitor.post(link, {"password": PASSWORD}).status_code == (303 if status == 200 else 410)


@pytest.mark.parametrize(
    "happens",
    [
        lambda ana, owner: actions.deactivate_user(ana, by=owner),
        lambda ana, owner: actions.activate_user(actions.deactivate_user(ana, by=owner), by=owner),
        lambda ana, owner: actions.invite(ana, by=owner),
        lambda ana, owner: actions.edit_user(ana, actions.Person("Ana", "prado@shop.test", "en"), by=owner),
        lambda ana, owner: actions.delete_user(ana, by=owner),
    ],
    ids=["deactivated", "active again", "invited again", "another e-mail", "deleted"],
)
def test_dies_when_something_happens(ana, owner, link, visitor, happens):
    """W27: also under a page that stands open."""
    visitor.get(link)

    happens(ana, owner)

    assert visitor.post(link, {"password": PASSWORD}).status_code == 410
    assert not User.objects.filter(email=ana.email).exclude(password__startswith="!").exists()


def test_sent_again_the_new_one_works(ana, owner, client_of, visitor):
    """W27."""
    old = links(ana.email)[-1]
    answer = client_of(owner).post(f"/users/{ana.pk}/invitation/")

    assert answer.url == f"/users/{ana.pk}/"
    new = links(ana.email)[-1]
    assert new != old
    assert visitor.post(new, {"password": PASSWORD}).status_code == 303


def test_a_corrected_e_mail_gets_its_own_invitation(ana, owner, visitor):
    """W27: typed wrongly, corrected; whoever read the wrong mailbox cannot get in."""
    actions.edit_user(ana, actions.Person("Ana Prado", "ana.prado@shop.test", "en"), by=owner)

    [link] = links("ana.prado@shop.test")
    assert visitor.post(link, {"password": PASSWORD}).status_code == 303


def test_a_corrected_e_mail_of_somebody_inactive_invites_nobody(ana, owner):
    """W25, W27: it is kept, and the door stays closed."""
    actions.deactivate_user(ana, by=owner)

    actions.edit_user(ana, actions.Person("Ana Prado", "ana.prado@shop.test", "en"), by=owner)

    ana.refresh_from_db()
    assert ana.email == "ana.prado@shop.test"
    assert not links(ana.email)


def test_who_has_a_password_is_not_invited(clerk, owner):
    """W27."""
    with pytest.raises(RuleBroken, match="has set a password already"):
        actions.invite(clerk, by=owner)

    assert not Message.objects.exists()


def test_who_is_inactive_is_not_invited(ana, owner):
    with pytest.raises(RuleBroken, match="Activate the user first"):
        actions.invite(actions.deactivate_user(ana, by=owner), by=owner)


def test_a_bad_password_is_a_sentence_and_the_link_stays(link, visitor):
    """W27."""
    for bad in ("", "short", "ana prado", "ana@shop.test", "1234567890", "x" * 100_000):
        answer = visitor.post(link, {"password": bad})
        assert answer.status_code == 422, bad
        assert "field-error" in answer.content.decode()

    assert visitor.post(link, {"password": PASSWORD}).status_code == 303


def test_whoever_is_signed_in_becomes_the_invited(ana, owner, link, client_of):
    """The Master tries the link in his own browser: from then on it is Ana's."""
    browser = client_of(owner)

    assert browser.post(link, {"password": PASSWORD}).status_code == 303

    assert browser.get("/users/").status_code == 403


@pytest.mark.parametrize("token", ["x", "x" * 2000, "%00", "..", "a b", "😀"])
def test_a_made_up_link_is_410(db, visitor, token):
    assert visitor.get(f"/invitation/{token}/").status_code in (404, 410)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_set_one_password(owner):
    """W27: single use is kept by the row's lock."""
    ana = actions.create_user(actions.Person("Ana", "ana@shop.test", "en"), role="seller", by=owner)
    token = links(ana.email)[-1].split("/")[2]
    secrets = [f"una clave muy larga {place}" for place in range(4)]

    outcomes = race(lambda place: actions.accept_invitation(token, password=secrets[place]), threads=4)

    assert len(won(outcomes)) == 1
    assert all(isinstance(outcome, RuleBroken | User) for outcome in outcomes)
    assert Event.objects.filter(verb="user.joined").count() == 1


@pytest.mark.django_db(transaction=True)
def test_joining_and_being_deactivated_at_once_do_not_wait_for_each_other_for_ever(monkeypatch):
    """Both lock the user first and the invitation after it, so one follows the other."""
    boss = factories.a_user(role="master")
    ana = actions.create_user(actions.Person("Ana Prado", "ana@shop.test", "en"), role="technician", by=boss)
    token = links(ana.email)[-1].rstrip("/").rpartition("/")[2]
    locked, ana_thread = User.locked.__func__, []

    def slowly(cls, *args):
        if threading.current_thread() in ana_thread:
            time.sleep(0.3)
        return locked(cls, *args)

    def act(place):
        if place:
            return actions.deactivate_user(ana, by=boss)
        ana_thread.append(threading.current_thread())
        return actions.accept_invitation(token, password=PASSWORD)

    monkeypatch.setattr(User, "locked", classmethod(slowly))

    outcomes = race(act, 2)

    assert not [outcome for outcome in outcomes if isinstance(outcome, DatabaseError)]
    assert not User.objects.get(pk=ana.pk).is_active
