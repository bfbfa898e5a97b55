"""Counting attempts: the limit is the limit for any number of workers, and nobody is locked out by others."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from faena.accounts import actions
from faena.accounts.confirming import confirm
from faena.accounts.models import Throttle
from faena.accounts.sessions import cookie_name, known_browser, remember_browser
from faena.journal.models import Event
from tests.accounts.mails import links
from tests.factories import PASSWORD
from tests.world import StaffClient, race, won

HOUR = timedelta(hours=1)


def wrong(browser, user):
    return browser.post("/sign-in/", {"login": user.email, "password": "wrong"}).status_code


def right(browser, user):
    return browser.post("/sign-in/", {"login": user.email, "password": PASSWORD}).status_code


def from_address(place, **more):
    return StaffClient(REMOTE_ADDR=f"203.0.113.{place}", **more)


def test_counts_up_to_the_limit_and_says_how_long_to_wait(db):
    assert [actions.hit("door", 3, HOUR) for _ in range(3)] == [1, 2, 3]

    with pytest.raises(actions.TooMany) as refused:
        actions.hit("door", 3, HOUR)

    assert refused.value.minutes == 60
    assert actions.hit("another door", 3, HOUR) == 1


def test_a_new_window_counts_anew(db):
    actions.hit("door", 1, HOUR)
    Throttle.objects.update(window_ends_at=timezone.now())

    assert actions.hit("door", 1, HOUR) == 1


def test_a_window_is_not_prolonged_by_trying(db):
    actions.hit("door", 1, HOUR)
    ends_at = Throttle.objects.get().window_ends_at

    for _ in range(3):
        with pytest.raises(actions.TooMany):
            actions.hit("door", 1, HOUR)

    assert Throttle.objects.get().window_ends_at == ends_at


def test_what_turned_out_well_is_given_back(db):
    for _ in range(5):
        actions.hit("door", 1, HOUR)
        actions.give_back("door")

    assert actions.hit("door", 1, HOUR) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_pass_exactly_the_limit(db):
    """One statement counts, whoever runs it."""
    outcomes = race(lambda place: [_tried() for _ in range(5)], threads=8)

    tried = [one for outcome in won(outcomes) for one in outcome]
    assert len(tried) == 40
    assert sum(tried) == 20
    assert Throttle.objects.get().count == 40


def _tried():
    try:
        actions.hit("door", 20, HOUR)
    except actions.TooMany:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_forty_wrong_passwords_at_once(clerk):
    """Eight workers, forty tries with forged addresses; no more passwords are looked at than the limit says."""
    outcomes = race(
        lambda place: [
            wrong(from_address(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{place}, 10.0.0.{turn}"), clerk)
            for turn in range(5)
        ]
    )

    answers = [answer for outcome in won(outcomes) for answer in outcome]
    assert (answers.count(422), answers.count(429)) == (10, 30)


def test_one_address_tries_one_account_ten_times(clerk, owner):
    """W3: then it waits; other accounts behind the same address are not its victims yet."""
    office = from_address(1)

    answers = [wrong(office, clerk) for _ in range(12)]

    assert answers == [422] * 10 + [429] * 2
    assert right(office, owner) == 303


def test_one_address_fails_twenty_times_whatever_it_tries(clerk):
    """Going through a list of e-mails."""
    office = from_address(1)
    answers = [
        office.post("/sign-in/", {"login": f"user{place}@shop.test", "password": "x"}).status_code
        for place in range(22)
    ]

    assert answers == [422] * 20 + [429] * 2
    assert right(from_address(2), clerk) == 303


def test_a_forged_header_makes_no_new_address(clerk, settings):
    """With no proxy configured the header is whatever the client wrote."""
    answers = [wrong(from_address(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{place}"), clerk) for place in range(12)]
    assert answers[10:] == [429, 429]

    settings.TRUSTED_PROXIES = 1
    answers = [wrong(from_address(1, HTTP_X_FORWARDED_FOR=f"9.9.9.{n}, 198.51.100.7"), clerk) for n in range(12)]
    assert answers[10:] == [429, 429]


def test_unknown_accounts_are_limited_alike(db):
    """The limit tells nothing about who works here."""
    office = from_address(1)
    answers = [office.post("/sign-in/", {"login": "nobody@shop.test", "password": "x"}).status_code for _ in range(12)]

    assert answers == [422] * 10 + [429] * 2


def test_right_passwords_cost_nothing(clerk):
    """A counter where everybody signs in and out all day."""
    for _ in range(25):
        assert right(from_address(1), clerk) == 303


def attacked(user):
    """The whole world tries this account, until an address that nobody knows has three tries left."""
    for place in range(10):
        for _ in range(10):
            wrong(from_address(place), user)
    assert [wrong(from_address(99), user) for _ in range(5)] == [422] * 3 + [429] * 2


def test_the_attacked_user_gets_in_from_an_address_that_nobody_knows(clerk):
    """A named victim is not locked out by whoever tries his account from everywhere."""
    attacked(clerk)

    assert right(from_address(98), clerk) == 303


def test_a_shop_behind_one_address_is_not_closed_by_its_own_people(clerk, owner):
    """Twenty wrong passwords close an address for fifteen minutes; where somebody signed in today it takes more."""
    right(from_address(1), owner)
    mistyped = [
        from_address(1).post("/sign-in/", {"login": f"user{place}@shop.test", "password": "x"}).status_code
        for place in range(25)
    ]

    assert mistyped == [422] * 25
    assert right(from_address(1), clerk) == 303


def test_a_window_that_a_wrong_clock_wrote_is_over(db, monkeypatch):
    """The clock stood a year ahead for a minute: nobody waits for a year."""
    ahead = timezone.now() + timedelta(days=365)
    with monkeypatch.context() as wrong_clock:
        wrong_clock.setattr(timezone, "now", lambda: ahead)
        for _ in range(2):
            actions.hit("sign-in:x", 2, HOUR)

    assert actions.hit("sign-in:x", 2, HOUR) == 1


def test_megabytes_instead_of_an_e_mail_cost_nothing(clerk, monkeypatch):
    """Two of them took a second of a core before anything was refused."""
    from faena.accounts.views import entrance

    read = []
    monkeypatch.setattr(entrance, "clean", lambda text: read.append(len(text)) or text)

    for path, name in (("/sign-in/", "login"), ("/password/reset/", "email")):
        assert from_address(1).post(path, {name: "é" * 500_000, "password": "x"}).status_code == 422
    assert read == [2000]


def test_a_master_lifts_the_limit_of_an_account(clerk, owner, client_of):
    """Its owner, who mistyped ten times, signs in at once; the history says who lifted it."""
    master, office = client_of(owner), from_address(1)
    page = f"/users/{clerk.pk}/"
    assert "/limits/" not in master.get(page).content.decode()
    for _ in range(11):
        wrong(office, clerk)
    assert right(office, clerk) == 429
    assert "Sign-in is limited" in master.get(page).content.decode()

    assert master.post(f"{page}limits/").status_code == 303

    assert right(office, clerk) == 303
    shown = master.get(page).content.decode()
    assert "lifted the limit of sign-in of" in shown
    assert "Sign-in is limited" not in shown


def test_lifting_what_is_not_limited_says_nothing(clerk, owner):
    actions.lift_limits(clerk, by=owner)

    assert not Event.objects.about(clerk.as_ref).exists()


def test_the_attacked_user_gets_in_from_a_browser_that_did_before(clerk):
    """Delay the stranger, do not lock the owner of the account."""
    own = from_address(50)
    right(own, clerk)
    own.post("/sign-out/")

    attacked(clerk)

    assert right(own, clerk) == 303


def test_a_known_browser_has_a_limit_of_its_own(clerk, owner):
    """A stolen mark is worth ten tries an hour, for its own account only."""
    own = from_address(50)
    right(own, clerk)
    own.post("/sign-out/")
    mark = own.cookies["known"].value

    thief = from_address(51)
    thief.cookies["known"] = mark
    assert [wrong(thief, clerk) for _ in range(11)] == [422] * 10 + [429]

    forged = from_address(52)
    forged.cookies["known"] = mark[:-2]
    assert [wrong(forged, owner) for _ in range(11)] == [422] * 10 + [429]


def test_the_attacked_user_gets_in_by_a_recovery_mail(clerk):
    """From any browser, at any time."""
    attacked(clerk)
    own = from_address(60)
    own.post("/password/reset/", {"email": clerk.email})
    page = own.get(links(clerk.email)[0], follow=True)
    own.post(page.redirect_chain[-1][0], {"password1": "otra clave bien larga 8"})

    answer = own.post("/sign-in/", {"login": clerk.email, "password": "otra clave bien larga 8"})

    assert answer.status_code == 303


def test_the_page_says_when_to_come_back(clerk):
    office = from_address(1)
    for _ in range(10):
        wrong(office, clerk)

    answer = office.post("/sign-in/", {"login": clerk.email, "password": PASSWORD})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 3600
    assert re.search(r"\b60\b", answer.content.decode())


def test_recovery_is_limited_by_address(db):
    """W6."""
    office = from_address(1)
    answers = [office.post("/password/reset/", {"email": f"user{place}@shop.test"}).status_code for place in range(12)]

    assert answers == [303] * 10 + [429] * 2


@pytest.mark.parametrize("path", ["/invitation/x{}/", "/setup/x{}/", "/password/reset/1-x{}/"])
def test_guessing_links_is_limited_by_address(db, path):
    """Twenty dead links from one address, then no more."""
    office = from_address(1)
    answers = [office.get(path.format(place)).status_code for place in range(22)]

    assert answers == [410] * 20 + [429] * 2


def test_guessing_the_current_password_is_limited(clerk, client_of):
    """W8: somebody at a browser that was left open."""
    browser = client_of(clerk)
    new = "otra clave bien larga 8"
    answers = [browser.post("/me/password/", {"current": "x", "password": new}).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_signs_that_nobody_sees_do_not_make_another_account_to_count(owner):
    """The form leaves them out of the e-mail before it looks for its user."""
    browser = from_address(77)
    spellings = [owner.email[:2] + "\u200b" * place + owner.email[2:].upper() for place in range(1, 12)]
    spellings.append("\u2060" * 300 + owner.email)

    tries = [browser.post("/sign-in/", {"login": one, "password": "wrong"}).status_code for one in spellings]

    assert tries == [422] * 10 + [429] * 2


def test_the_right_password_asked_once_more_costs_nothing(owner, rf):
    """W34: a Master who reverses a dozen payments in an hour is not kept out by it."""
    request = rf.post("/")
    request.user = owner

    for _place in range(12):
        request.session = {}  # each time long after the one before
        confirm(request, {"current": PASSWORD})


def test_a_browser_knows_those_who_signed_in_last(db, rf):
    """W3: of nine at one counter the first is forgotten."""
    request = rf.get("/")

    for place in range(9):
        answer = HttpResponse()
        remember_browser(request, answer, f"user{place}@shop.test")
        request.COOKIES[cookie_name()] = answer.cookies[cookie_name()].value

    assert [bool(known_browser(request, f"user{place}@shop.test")) for place in range(9)] == [False] + [True] * 8
