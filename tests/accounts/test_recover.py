"""Recovering a password (W6): the same answer for every e-mail, and a link that works once, for a day."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.accounts import actions
from faena.accounts.models import User
from faena.accounts.tokens import RecoveryTokens
from faena.journal.models import Event
from faena.notifications.models import Message
from tests import factories
from tests.accounts.mails import links, mails
from tests.factories import PASSWORD
from tests.world import StaffClient, race

pytestmark = pytest.mark.django_db
ASK, SENT, DONE = "/password/reset/", "/password/reset/sent/", "/password/reset/done/"
NEW = "otra clave bien larga 8"


@pytest.fixture
def link(clerk, visitor):
    """The link in the mail to Clara."""
    visitor.post(ASK, {"email": clerk.email})
    return links(clerk.email)[-1]


def use(link, password=NEW, browser=None):
    """Follow the link, and send the form that it leads to."""
    browser = browser or StaffClient()
    page = browser.get(link, follow=True)
    if page.status_code != 200:
        return page
    return browser.post(page.redirect_chain[-1][0], {"password1": password})


def gets_in(user, password):
    return StaffClient().post("/sign-in/", {"login": user.email, "password": password}).status_code == 303


@pytest.mark.parametrize("sign", [".", ")", ",", "\u200b", "/).", "/,"])
def test_a_sign_beside_the_link_is_forgiven(clerk, link, sign):
    """M24: as on the customer's page."""
    use(link.rstrip("/") + sign + "/")

    assert gets_in(clerk, NEW)


def test_the_answer_is_the_same_for_every_e_mail(clerk, seller, visitor):
    """W6: somebody who works here, somebody who did, nobody."""
    User.objects.filter(pk=seller.pk).update(is_active=False)

    answers = [
        visitor.post(ASK, {"email": email}, follow=True)
        for email in (clerk.email, seller.email, "nobody@shop.test", "system@faena.invalid")
    ]

    assert {answer.redirect_chain[-1] for answer in answers} == {(SENT, 303)}
    assert len({re.sub(r'value="\w{64}"|"\w{64}"', "", answer.content.decode()) for answer in answers}) == 1
    assert [letter.to for letter in mails()] == [[clerk.email]]


def test_the_page_does_the_same_work_for_every_e_mail(clerk, visitor):
    """Whether somebody has the e-mail is looked up later, in a job."""
    done = []
    for email in (clerk.email, "nobody@shop.test"):
        with CaptureQueriesContext(connection) as queries:
            visitor.post(ASK, {"email": email})
        done.append([query["sql"].split()[:3] for query in queries])

    assert done[0] == done[1]


def test_the_mail_leads_back_in(clerk, link):
    """W6."""
    answer = use(link)

    assert answer.url == DONE
    assert gets_in(clerk, NEW)
    assert not gets_in(clerk, PASSWORD)


def test_the_mail_is_in_the_user_s_language_and_holds_no_password(visitor):
    """W6."""
    user = factories.a_user("ana", language="pt-br")
    visitor.post(ASK, {"email": "ANA@shop.test"})

    [letter] = mails(user.email)
    assert Message.objects.get().language == "pt-br"
    assert PASSWORD not in letter.message().as_string()
    assert links(user.email)[0] not in str(Message.objects.values().get())


def test_the_address_in_the_mail_is_the_installation_s(clerk, settings):
    """A forged Host header leads nobody away."""
    settings.ALLOWED_HOSTS = ["*"]
    StaffClient(HTTP_HOST="evil.test").post(ASK, {"email": clerk.email})

    [letter] = mails(clerk.email)
    assert "evil.test" not in letter.message().as_string()
    assert f"{settings.SITE_URL}/password/reset/" in letter.body


def test_the_token_leaves_the_address_before_the_form(clerk, link, visitor):
    """W6: nothing that the page links to learns it."""
    answer = visitor.get(link)

    assert answer.status_code == 302
    assert answer.url.endswith("-set-password/")


def test_works_once(clerk, link):
    """W6."""
    use(link)
    again = use(link, "a third long password 9")

    assert again.status_code == 410
    assert "no longer works" in again.content.decode()
    assert gets_in(clerk, NEW)


def test_two_forms_of_one_link_set_one_password(clerk, link):
    """W6: both were open before the first was sent."""
    first, second = StaffClient(), StaffClient()
    address = first.get(link).url
    second.get(link)

    assert first.post(address, {"password1": NEW}).status_code == 303
    assert second.post(address, {"password1": "a third long password 9"}).status_code == 410
    assert gets_in(clerk, NEW)


@pytest.mark.django_db(transaction=True)
def test_of_many_forms_of_one_link_at_once_one_sets_a_password(clerk, link):
    """W6: the lock of the user's row, in which the token is asked again."""
    browsers = [StaffClient() for _ in range(4)]
    addresses = [browser.get(link).url for browser in browsers]
    secrets = [f"una clave muy larga {place}" for place in range(4)]

    answers = race(lambda place: browsers[place].post(addresses[place], {"password1": secrets[place]}), threads=4)

    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 303
    assert set(codes[1:]) <= {410, 422}  # by whether the link was still good when the form was read
    assert [gets_in(clerk, secret) for secret in secrets] == [answer.status_code == 303 for answer in answers]
    assert Event.objects.filter(verb="user.password_recovered").count() == 1


def test_works_for_a_day(clerk, link, monkeypatch):
    """W6."""
    real = RecoveryTokens._now
    monkeypatch.setattr(RecoveryTokens, "_now", lambda self: real(self) + timedelta(hours=23, minutes=59))
    assert StaffClient().get(link).status_code == 302

    monkeypatch.setattr(RecoveryTokens, "_now", lambda self: datetime.now() + timedelta(hours=24, minutes=1))
    assert StaffClient().get(link).status_code == 410


@pytest.mark.parametrize(
    "happens",
    [
        lambda clerk, owner: actions.deactivate_user(clerk, by=owner),
        lambda clerk, owner: actions.activate_user(actions.deactivate_user(clerk, by=owner), by=owner),
        lambda clerk, owner: actions.give_role(clerk, role="seller", by=owner),
        lambda clerk, owner: actions.edit_user(clerk, actions.Person("Clara", "other@shop.test", "en"), by=owner),
        lambda clerk, owner: StaffClient().post("/sign-in/", {"login": clerk.email, "password": PASSWORD}),
    ],
    ids=["deactivated", "active again", "another role", "another e-mail", "signed in meanwhile"],
)
def test_dies_when_something_happens(clerk, owner, link, happens):
    """W6: also after the form was opened."""
    browser = StaffClient()
    address = browser.get(link).url

    happens(clerk, owner)

    assert StaffClient().get(link).status_code == 410
    assert browser.post(address, {"password1": NEW}).status_code == 410
    assert not gets_in(clerk, NEW)


def test_an_invited_user_gets_in_this_way_too(visitor):
    """W6, W27: the invitation was lost; asking here is enough, and the invitation is spent."""
    user = factories.a_user("ana")
    user.set_unusable_password()
    user.save()
    actions.invite(user, by=factories.somebody())
    visitor.post(ASK, {"email": user.email})
    invitation, recovery = links(user.email)

    assert use(recovery).url == DONE
    assert gets_in(user, NEW)
    assert visitor.get(invitation).status_code == 410


def test_a_bad_password_is_refused_and_the_link_stays(clerk, link):
    """W6."""
    browser = StaffClient()
    for bad in ("short", "clara clerk", "clerk@shop.test", "password123", ""):
        assert use(link, bad, browser).status_code == 422

    assert use(link, NEW, browser).url == DONE


def test_whoever_is_signed_in_as_another_is_signed_out(clerk, owner, link, client_of):
    browser = client_of(owner)
    browser.get(link, follow=True)

    assert browser.get("/users/").status_code == 302


@pytest.mark.parametrize("path", ["x-y", "1-set-password", "zzzz-abc-def", "1-" + "x" * 3000, "1-%00"])
def test_a_made_up_link_is_a_page_of_its_own(db, visitor, path):
    answer = visitor.get(f"{ASK}{path}/")

    assert answer.status_code == 410


def test_a_mailbox_is_not_flooded(clerk):
    """From however many addresses it is asked."""
    for place in range(8):
        answer = StaffClient(REMOTE_ADDR=f"203.0.113.{place}").post(ASK, {"email": clerk.email})
        assert answer.url == SENT

    assert len(mails()) == 3
