"""Tokens of the API (B13): made, shown once, no more than their owner, and the end of each."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from faena.accounts import bearer
from faena.accounts.actions import (
    activate_user,
    deactivate_user,
    end_other_sessions,
    give_role,
    make_token,
    revoke_token,
)
from faena.accounts.actions.access import change_own_password
from faena.accounts.actions.tokens import MOST_TOKENS, is_wellformed, new_text
from faena.accounts.bearer import CALLS, WRITES, WRONG
from faena.accounts.models import Throttle, Token
from faena.gate.grants import OF_NO_TOKEN, Perm, Scope, scope
from faena.gate.names import NAMES
from faena.gate.rights import NotAllowed
from faena.journal.models import Access, Event
from faena.lib.errors import RuleBroken
from tests import factories
from tests.rest.calling import Api, token_for

pytestmark = pytest.mark.django_db
ME = "/api/v1/orders"
PASSWORD = "the password of whoever makes it"  # of nobody


@pytest.fixture(autouse=True)
def _nothing_noted(monkeypatch):
    monkeypatch.setattr(bearer, "_noted", {})


def called(client, text):
    return client.get(ME, headers={"Authorization": f"Bearer {text}"}).status_code


def test_a_token_is_kept_as_a_hash_and_opens_what_it_says(clerk, client):
    token, text = make_token(name="Website", perms=[Perm.ORDER_SEE], by=clerk)

    assert is_wellformed(text)
    assert text not in str(Token.objects.values())
    assert called(client, text) == 200
    assert called(client, text[:-1] + ("0" if text[-1] != "0" else "1")) == 401
    assert called(client, new_text()) == 401
    assert Event.objects.get(verb="token.made").facts == {"perms": ["order.see"], "days": 90}
    assert text[6:38] not in str(Event.objects.values())
    assert token.expires_at - timezone.now() < timedelta(days=90)


@pytest.mark.parametrize("end", ["revoked", "expired", "inactive", "roleless"])
def test_its_end_is_at_once_and_reads_like_any_other(end, clerk, owner, client):
    token, text = make_token(name="Website", perms=[Perm.ORDER_SEE], by=clerk)
    match end:
        case "revoked":
            revoke_token(token, by=clerk)
        case "expired":
            Token.objects.update(expires_at=timezone.now())
        case "inactive":
            deactivate_user(clerk, by=owner)
        case "roleless":
            type(clerk).objects.filter(pk=clerk.pk).update(role=None)

    refused = client.get(ME, headers={"Authorization": f"Bearer {text}"})
    unknown = client.get(ME, headers={"Authorization": f"Bearer {new_text()}"})

    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"
    assert refused.content == unknown.content


def test_it_never_has_more_than_the_role_has_now(owner, clerk, client):
    _token, text = make_token(name="All", perms=[Perm.ORDER_SEE, Perm.TICKET_SEE, Perm.ORDER_VALUE], by=clerk)
    user = Token.objects.get().user
    user.limited_to = Token.objects.get().reach
    assert scope(user, Perm.ORDER_VALUE) is Scope.ALL
    assert scope(user, Perm.ORDER_CLOSE) is Scope.NONE

    give_role(clerk, role="seller", by=owner)

    user = Token.objects.get().user
    user.limited_to = Token.objects.get().reach
    assert scope(user, Perm.ORDER_VALUE) is Scope.NONE
    assert scope(user, Perm.ORDER_SEE) is Scope.OWN
    assert called(client, text) == 200


def test_nobody_gives_a_token_what_he_has_not(technician):
    with pytest.raises(NotAllowed):
        make_token(name="More", perms=[Perm.ORDER_VALUE], by=technician)
    with pytest.raises(NotAllowed):
        make_token(name="Itself", perms=[Perm.ACCESS], by=technician)
    assert not Token.objects.exists()


def test_who_comes_by_a_token_touches_no_sign_in(clerk):
    """Neither tokens nor sessions: what asks for the permission that no token has refuses him."""
    token, _text = make_token(name="All", perms=[Perm.SELF], by=clerk)
    by = type(clerk).objects.get(pk=clerk.pk)
    by.limited_to = frozenset(Perm) - OF_NO_TOKEN

    for act in (
        lambda: make_token(name="Another", perms=[Perm.SELF], by=by),
        lambda: revoke_token(token, by=by),
        lambda: end_other_sessions(by, but="", by=by),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_one_does_not_revoke_the_token_of_another_unless_one_gives_roles(clerk, seller, owner):
    token, _text = make_token(name="Website", perms=[Perm.SELF], by=clerk)

    with pytest.raises(NotAllowed):
        revoke_token(token, by=seller)
    revoke_token(token, by=owner)
    with pytest.raises(RuleBroken, match="ended already"):
        revoke_token(token, by=clerk)


@pytest.mark.parametrize(
    ("facts", "at"),
    [({"name": " "}, "name"), ({"name": "x" * 41}, "name"), ({"perms": []}, "perms"), ({"days": 366}, "days")],
)
def test_what_does_not_fit_is_refused_beside_its_fact(facts, at, clerk):
    with pytest.raises(RuleBroken) as refused:
        make_token(**{"name": "Website", "perms": [Perm.SELF], "by": clerk} | facts)
    assert refused.value.at == at


def test_twenty_and_no_more(clerk):
    for number in range(MOST_TOKENS):
        make_token(name=f"No. {number}", perms=[Perm.SELF], by=clerk)
    with pytest.raises(RuleBroken, match="Revoke one first"):
        make_token(name="One more", perms=[Perm.SELF], by=clerk)
    revoke_token(Token.objects.earliest("id"), by=clerk)
    make_token(name="One more", perms=[Perm.SELF], by=clerk)


def test_calls_writes_and_wrong_tokens_have_a_limit(clerk, client):
    api = Api(clerk)
    assert api.get("/orders").status_code == 200
    Throttle.objects.filter(key=f"api:{clerk.pk}").update(count=CALLS)
    over = api.get("/orders")
    assert (over.status_code, over.json()["code"], over["Retry-After"]) == (429, "too-many", "60")
    Throttle.objects.all().delete()
    assert api.post("/orders", {}).status_code == 422
    Throttle.objects.filter(key=f"api:{clerk.pk}:writes").update(count=WRITES)
    assert api.post("/orders", {}).status_code == 429
    assert api.get("/orders").status_code == 200

    for _ in range(WRONG):
        assert called(client, new_text()) == 401
    assert called(client, new_text()) == 429
    assert called(client, token_for(clerk)) == 200


def test_its_use_is_noted_once_an_hour(clerk, client):
    token, text = make_token(name="Website", perms=[Perm.ORDER_SEE], by=clerk)

    called(client, text)
    called(client, text)

    access = Access.objects.get(kind=Access.Kind.SIGN_IN)
    assert (access.person_id, access.about_kind, access.about_id) == (clerk.pk, "token", token.pk)
    assert Token.objects.get().last_used_at is not None


def test_a_second_address_within_the_hour_is_noted_too(clerk, client):
    _token, text = make_token(name="Website", perms=[Perm.ORDER_SEE], by=clerk)

    for address in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
        client.get(ME, headers={"Authorization": f"Bearer {text}"}, REMOTE_ADDR=address)

    noted = Access.objects.filter(kind=Access.Kind.SIGN_IN).values_list("address", flat=True)
    assert sorted(noted) == ["203.0.113.7", "203.0.113.8"]
    assert Access.objects.filter(kind=Access.Kind.SETTING, event__verb="token.made").exists()


def test_who_is_activated_again_has_no_token(clerk, owner, client):
    _token, text = make_token(name="Website", perms=[Perm.ORDER_SEE], by=clerk)
    deactivate_user(clerk, by=owner)
    activate_user(clerk, by=owner)

    assert called(client, text) == 401


def test_a_row_that_says_more_than_a_token_can_have_gives_no_more(owner):
    """Whoever decides who signs in does so on a page."""
    owner.limited_to = frozenset(Perm)

    assert {perm for perm in Perm if scope(owner, perm) is Scope.NONE} == OF_NO_TOKEN


def test_a_new_password_ends_them_where_it_is_asked(clerk, client):
    clerk.set_password("the old password")
    clerk.save()
    _token, text = make_token(name="Website", perms=[Perm.ORDER_SEE], by=clerk)

    change_own_password(clerk, current="the old password", password="a new password of hers")
    assert called(client, text) == 200
    change_own_password(clerk, current="a new password of hers", password="another new password", ends_tokens=True)
    assert called(client, text) == 401


def test_every_permission_has_a_name_for_people():
    named = [perm for group in NAMES.values() for perm in group]

    assert sorted(named) == sorted(set(Perm) - OF_NO_TOKEN)


def test_it_is_made_on_its_page_shown_once_and_revoked(client_of, clerk):
    clerk.set_password(PASSWORD)
    clerk.save()
    page = client_of(clerk)
    facts = {"name": "Website", "days": "30", "reach": "chosen", "group_0": ["order.see"], "current": PASSWORD}
    wrong = page.post(reverse("accounts:new_token"), facts | {"current": "something else"})
    assert wrong.status_code == 422
    assert 'value="Website"' in wrong.content.decode()

    made = page.post(reverse("accounts:new_token"), facts)

    assert made.status_code == 303, made.content.decode()
    shown = page.get(made["Location"])
    assert Token.objects.get().last_four in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    listed = page.get(reverse("accounts:tokens")).content.decode()
    assert "Website" in listed
    assert page.get(made["Location"]).status_code == 303
    page.post(reverse("accounts:revoke_token"), {"token": Token.objects.get().pk})
    assert not Token.objects.get().is_living


def test_a_role_is_offered_what_it_has(client_of, technician, owner):
    form = client_of(technician).get(reverse("accounts:new_token")).content.decode()

    assert "order.see" in form
    assert "order.value" not in form
    assert "self.access" not in form
    make_token(name="Of the technician", perms=[Perm.SELF], by=technician)
    assert "Of the technician" in client_of(owner).get(reverse("accounts:all_tokens")).content.decode()
    assert client_of(technician).get(reverse("accounts:all_tokens")).status_code == 403


def test_the_token_of_another_is_not_there(client_of, clerk, seller):
    token, _text = make_token(name="Website", perms=[Perm.SELF], by=clerk)

    client_of(seller).post(reverse("accounts:revoke_token"), {"token": token.pk})
    assert Token.objects.get().is_living
    assert factories.a_user() not in {one.user for one in Token.objects.visible_to(seller)}
