"""A second factor (B16): set up, asked after the password, used once, removed, required for a role."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.db import connection

from faena.accounts import actions
from faena.accounts.models import User
from faena.company.models import Company
from faena.journal.models import Access, Event
from faena.lib.errors import RuleBroken
from tests.accounts.mails import mails
from tests.accounts.passkeys import Passkey
from tests.factories import PASSWORD
from tests.world import StaffClient, race, won

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of a phone that nobody has


def code(shift=0, secret=SECRET):
    """What the app shows, `shift` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def with_app(user):
    """Set up half a minute ago. Gives back the recovery codes."""
    return actions.add_app(user, secret=SECRET, code=code(-1), by=user)


def in_browser():
    """A browser that signs in itself."""
    return StaffClient()


def send_password(browser, user, **more):
    return browser.post("/sign-in/", {"login": user.email, "password": PASSWORD, **more})


def send_code(browser, typed):
    return browser.post("/sign-in/factor/", {"code": typed})


def is_in(browser):
    return browser.get("/me/").status_code == 200


def challenge(browser, path="/passkey/challenge/"):
    return browser.post(path).json()


def verbs(user):
    return [event.verb for event in Event.objects.about(user.as_ref)]


def with_passkey(user, **how):
    """A browser in which the user has just added a passkey, and the passkey."""
    browser, passkey = in_browser(), Passkey(**how)
    assert send_password(browser, user).url == "/"
    made = passkey.create(challenge(browser, "/me/passkeys/new/challenge/"))
    answer = browser.post("/me/passkeys/new/", {"name": "My phone", "credential": made})
    return browser, passkey, answer


# --- the authenticator app --------------------------------------------------------------------------------------


def test_the_app_is_set_up_by_scanning_and_a_code(clerk):
    browser = in_browser()
    send_password(browser, clerk)
    page = browser.get("/me/authenticator-app/").content.decode()
    sealed = re.search(r'name="secret" value="([^"]+)"', page)[1]
    secret = re.search(r'class="mono" data-unkept>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert 'src="data:image/svg+xml' in page

    wrong = browser.post("/me/authenticator-app/", {"secret": sealed, "code": "000000"})
    right = browser.post("/me/authenticator-app/", {"secret": sealed, "code": code(secret=secret)})

    assert (wrong.status_code, right.status_code, right.url) == (422, 303, "/me/recovery-codes/")
    codes = re.findall(r"<li>(\d{5}-\d{5})</li>", browser.get("/me/recovery-codes/").content.decode())
    assert len(set(codes)) == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        kept = str(cursor.fetchall())
    session = browser.session
    session["recovery_codes"] = [session["recovery_codes"][0] - 600, session["recovery_codes"][1]]
    session.save()
    assert codes[0] not in browser.get("/me/recovery-codes/").content.decode(), "shown for ten minutes"
    told = str(list(Event.objects.values_list("facts", "said"))) + "".join(mail.body for mail in mails())
    for secret_thing in (secret, codes[0], codes[0].replace("-", "")):
        assert secret_thing not in kept + told


def test_after_the_password_comes_the_code_and_each_code_opens_once(clerk):
    with_app(clerk)
    browser, other = in_browser(), in_browser()
    answer = send_password(browser, clerk, remember="on")
    send_password(other, clerk)
    assert (answer.status_code, answer.url) == (303, "/sign-in/factor/")
    assert not is_in(browser)
    assert send_code(browser, "000000").status_code == 422
    assert Access.objects.get(kind=Access.Kind.REFUSED).person == clerk

    typed = code()
    assert send_code(browser, f"{typed[:3]} {typed[3:]}").url == "/"

    assert is_in(browser)
    assert browser.cookies["session"]["max-age"] > 29 * 24 * 3600, "kept, as was chosen beside the password"
    assert send_code(other, typed).status_code == 422, "the same code once more"
    assert send_code(other, code(-1)).status_code == 422, "an earlier one"
    assert not is_in(other)
    assert send_code(other, code(1)).url == "/"


def test_a_recovery_code_opens_once(clerk):
    codes = with_app(clerk)
    browser, other = in_browser(), in_browser()
    for one in (browser, other):
        send_password(one, clerk)

    assert send_code(browser, codes[3]).url == "/"

    assert send_code(other, codes[3]).status_code == 422
    assert send_code(other, codes[4]).url == "/"
    assert verbs(clerk).count("user.recovery_code_used") == 2
    assert any("Codes left: 8." in mail.body for mail in mails(clerk.email))


def test_whoever_has_the_password_does_not_guess_the_code(clerk):
    """From anywhere, with any number of browsers; its owner's own browser is counted by itself."""
    codes = with_app(clerk)
    own = in_browser()
    send_password(own, clerk)
    send_code(own, codes[0])
    own.post("/sign-out/")
    for place in range(10):
        thief = StaffClient(REMOTE_ADDR=f"203.0.113.{place}")
        send_password(thief, clerk)
        assert send_code(thief, "000000").status_code == 422

    send_password(late := StaffClient(REMOTE_ADDR="203.0.113.77"), clerk)
    assert send_code(late, codes[1]).status_code == 429

    send_password(own, clerk)
    assert send_code(own, codes[2]).url == "/"


def test_the_step_after_the_password_ends_with_the_password(clerk):
    with_app(clerk)
    browser = in_browser()
    send_password(browser, clerk)

    actions.change_own_password(clerk, current=PASSWORD, password="otra clave bien larga 8")

    assert send_code(browser, code()).url == "/sign-in/"
    assert not is_in(browser)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_four_at_once_one_uses_the_code(clerk, kind):
    codes = with_app(clerk)
    typed = code() if kind == "app" else codes[0]

    outcomes = race(lambda _place: actions.use_code(clerk, code=typed), 4)

    assert len(won(outcomes)) == 1, outcomes


# --- passkeys ---------------------------------------------------------------------------------------------------


def test_a_passkey_alone_signs_in(clerk):
    _browser, passkey, added = with_passkey(clerk)
    assert added.url == "/me/recovery-codes/"
    visitor = in_browser()

    answer = visitor.post("/sign-in/passkey/", {"credential": passkey.get(challenge(visitor)), "next": "/orders/"})

    assert (answer.status_code, answer.url) == (303, "/orders/")
    assert is_in(visitor)
    assert "user.passkey_added" in verbs(clerk)


def test_a_passkey_is_the_step_after_the_password(clerk):
    _browser, passkey, _added = with_passkey(clerk)
    visitor = in_browser()
    assert send_password(visitor, clerk).url == "/sign-in/factor/"

    answer = visitor.post("/sign-in/factor/", {"credential": passkey.get(challenge(visitor))})

    assert answer.url == "/"
    assert is_in(visitor)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda passkey, user: setattr(passkey, "key", Passkey().key),
        lambda passkey, user: setattr(passkey, "origin", "http://faena.example"),
        lambda passkey, user: setattr(passkey, "user", "MQ"),
        lambda passkey, user: setattr(passkey, "flags", passkey.flags & ~4),
        lambda passkey, user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda passkey, user: Authenticator.objects.filter(user=user).delete(),
    ],
    ids=["another key", "another site", "another user", "no finger", "inactive", "removed"],
)
def test_what_is_wrong_with_a_passkey_reads_the_same(clerk, spoil):
    _browser, passkey, _added = with_passkey(clerk)
    visitor = in_browser()
    spoil(passkey, clerk)

    answer = visitor.post("/sign-in/passkey/", {"credential": passkey.get(challenge(visitor))})

    assert (answer.status_code, answer.url) == (303, "/sign-in/")
    assert "This passkey does not open this account." in visitor.get("/sign-in/").content.decode()
    assert not is_in(visitor)
    assert Access.objects.filter(kind=Access.Kind.REFUSED, person=None).count() == 1


def test_an_answer_is_good_for_one_challenge(clerk):
    _browser, passkey, _added = with_passkey(clerk)
    visitor = in_browser()
    answered = passkey.get(challenge(visitor))
    assert visitor.post("/sign-in/passkey/", {"credential": answered}).url == "/"
    visitor.post("/sign-out/")
    challenge(visitor)

    assert visitor.post("/sign-in/passkey/", {"credential": answered}).url == "/sign-in/"


@pytest.mark.parametrize("junk", ["", "5", "[]", "{}", '{"response": 5}', '{"response": {"clientDataJSON": "e30"}}'])
def test_what_no_browser_sends_is_refused(clerk, junk):
    _browser, _passkey, _added = with_passkey(clerk)
    visitor = in_browser()
    challenge(visitor)

    assert visitor.post("/sign-in/passkey/", {"credential": junk}).url == "/sign-in/"


# --- removed, renewed -------------------------------------------------------------------------------------------


def test_the_last_factor_takes_its_recovery_codes_with_it(clerk):
    browser, _passkey, _added = with_passkey(clerk)
    key = Authenticator.objects.get(user=clerk, type="webauthn").pk

    assert browser.post(f"/me/factors/removal/?factor={key}").url == "/me/access/"

    assert not Authenticator.objects.filter(user=clerk).exists()
    assert send_password(in_browser(), clerk).url == "/"
    assert "user.passkey_removed" in verbs(clerk)


def test_new_codes_end_the_earlier_ones(clerk):
    old = with_app(clerk)

    new = actions.renew_codes(clerk, by=clerk)

    assert not set(old) & set(new)
    with pytest.raises(RuleBroken):
        actions.use_code(clerk, code=old[0])
    assert actions.use_code(clerk, code=new[0]).type == "recovery_codes"


def test_nobody_reaches_the_factors_of_somebody_else(clerk, seller, client_of):
    with_app(clerk)
    factor = Authenticator.objects.get(user=clerk, type="totp")
    browser = in_browser()
    send_password(browser, seller)

    assert browser.get(f"/me/factors/removal/?factor={factor.pk}").status_code == 404
    with pytest.raises(RuleBroken):
        actions.remove_factor(seller, factor=factor, by=seller)


def test_a_master_removes_the_factors_of_who_lost_the_phone(clerk, owner):
    signed_in, _passkey, _added = with_passkey(clerk)
    browser = in_browser()
    send_password(browser, owner)

    answer = browser.post(f"/users/{clerk.pk}/factors/removal/")

    assert answer.url == f"/users/{clerk.pk}/"
    assert not is_in(signed_in)
    assert send_password(in_browser(), clerk).url == "/"
    assert verbs(clerk)[-2:] == ["user.factors_removed", "user.device_new"]
    assert any(owner.name in mail.body for mail in mails(clerk.email))


def test_the_server_lets_the_last_master_in(owner):
    with_app(owner)

    call_command("remove_factors", owner.email.upper())

    assert send_password(in_browser(), owner).url == "/"
    assert "user.factors_removed" in verbs(owner)
    with pytest.raises(CommandError):
        call_command("remove_factors", owner.email)


# --- required ---------------------------------------------------------------------------------------------------


def require(roles, by):
    return actions.require_factor(Company.the(), roles=roles, version=Company.the().version, by=by)


def test_nobody_requires_what_he_has_not_himself(owner):
    with pytest.raises(RuleBroken):
        require(["master"], owner)

    with_app(owner)
    assert require(["master", "operator"], owner).factor_roles == ["master", "operator"]


def test_a_role_that_needs_a_factor_reaches_nothing_before(clerk, seller, owner, client_of):
    with_app(owner)
    require(["operator"], owner)
    browser = in_browser()
    assert send_password(browser, clerk).url == "/"

    assert browser.get("/").url == "/me/access/"
    assert browser.post("/customers/new/", {"name": "Intruder"}).url == "/me/access/"
    assert browser.get("/orders/", headers={"HX-Request": "true"})["HX-Redirect"] == "/me/access/"
    page = browser.get("/me/access/").content.decode()
    assert "Set up a second factor to go on" in page or "segundo factor" in page
    assert is_in(client_of(seller)), "another role goes on as before"
    assert browser.post("/language/", {"language": "en"}).status_code in {302, 303}

    made = (passkey := Passkey()).create(challenge(browser, "/me/passkeys/new/challenge/"))
    assert browser.post("/me/passkeys/new/", {"name": "Phone", "credential": made}).url == "/me/recovery-codes/"
    assert browser.get("/").status_code == 200
    with pytest.raises(RuleBroken):
        actions.remove_factor(clerk, factor=Authenticator.objects.get(user=clerk, type="webauthn"), by=clerk)
    assert passkey.user


# --- once more, before something serious ------------------------------------------------------------------------


def test_what_is_serious_asks_who_is_there_and_not_again_for_ten_minutes(owner, client_of):
    browser = client_of(owner)  # as ten minutes after signing in
    assert 'name="current"' in browser.get("/settings/second-factor/").content.decode()
    assert browser.post("/me/passkeys/new/challenge/").status_code == 409

    assert browser.post("/settings/second-factor/", {"current": "wrong wrong wrong"}).status_code == 422
    assert browser.post("/settings/second-factor/", {"current": PASSWORD}).status_code == 303

    assert 'name="roles"' in browser.get("/settings/second-factor/").content.decode()
    assert 'name="name"' in browser.get("/me/passkeys/new/").content.decode()
    session = browser.session
    session["confirmed_at"] -= 601
    session.save()
    assert 'name="current"' in browser.get("/me/passkeys/new/").content.decode()


def test_a_passkey_confirms_as_well_as_a_password(owner, client_of):
    _browser, passkey, _added = with_passkey(owner)
    browser = client_of(owner)

    answer = browser.post("/me/authenticator-app/", {"current": "", "credential": passkey.get(challenge(browser))})

    assert answer.status_code == 303
    assert 'name="code"' in browser.get("/me/authenticator-app/").content.decode()


def test_another_role_and_another_e_mail_ask_who_gives_them(owner, clerk, client_of):
    browser = client_of(owner)
    person = {"name": clerk.name, "email": "new@shop.test", "language": "en", "version": clerk.version}

    browser.post(f"/users/{clerk.pk}/role/", {"role": "seller", "to": ""})
    refused = browser.post(f"/users/{clerk.pk}/edit/", person)

    clerk.refresh_from_db()
    assert (clerk.role, clerk.email, refused.status_code) == ("operator", "clerk@shop.test", 422)
    assert "new@shop.test" in refused.content.decode(), "what was typed is still there"
    old = clerk.email
    assert browser.post(f"/users/{clerk.pk}/edit/", {**person, "current": PASSWORD}).status_code == 303
    assert "new@shop.test" in mails(old)[-1].body
    browser.post(f"/users/{clerk.pk}/role/", {"role": "seller", "to": ""})
    clerk.refresh_from_db()
    assert (clerk.role, clerk.email) == ("seller", "new@shop.test")
