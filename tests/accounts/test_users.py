"""Everybody who works here (W22, W24–W28): the list, the pages, and who may do what to whom."""

import re

import pytest
from django.db import IntegrityError, transaction

from faena.accounts import actions
from faena.accounts.models import User
from faena.gate.roles import Role
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from tests import factories
from tests.accounts.mails import links
from tests.factories import PASSWORD
from tests.world import race, won

LIST, NEW = "/users/", "/users/new/"


def new_facts(**more):
    return {
        "name": "Ana Prado", "email": "ana@shop.test", "role": "technician", "language": "es",
        "phone": "0412-5550102", "receives_tickets": "on",
    } | more  # fmt: skip


# --- create -----------------------------------------------------------------------------------------------


def test_a_master_creates_a_user(owner, client_of):
    """W22, W24, W27."""
    bench, phone = factories.a_position("Bench"), factories.a_position("Phone")

    answer = client_of(owner).post(NEW, new_facts(positions=[bench.pk, phone.pk]))

    user = User.objects.get(email="ana@shop.test")
    assert answer.url == f"/users/{user.pk}/"
    assert (user.name, user.role, user.language, user.phone) == ("Ana Prado", "technician", "es", "+584125550102")
    assert set(user.positions.all()) == {bench, phone}
    assert not user.has_joined
    assert len(links(user.email)) == 1
    assert [event.verb for event in Event.objects.about(user.as_ref)] == ["user.created", "user.invited"]


@pytest.mark.parametrize("email", ["clerk@shop.test", "CLERK@SHOP.TEST", " Clerk@Shop.Test "])
def test_no_two_have_one_e_mail(owner, clerk, client_of, email):
    """W26: whatever the case; the sentence stands beside the field, and what was typed is still there."""
    answer = client_of(owner).post(NEW, new_facts(email=email))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody here has this e-mail already." in page
    assert 'id="id_email_error"' in page
    assert 'value="Ana Prado"' in page
    assert User.objects.filter(email="clerk@shop.test").count() == 1
    assert not links()


def test_the_database_keeps_it_too(clerk):
    """W26: past every form and action."""
    other = factories.a_user("other")
    for spelling in ("clerk@shop.test", "CLERK@shop.test"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=other.pk).update(email=spelling)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_e_mail(owner):
    """W26."""
    outcomes = race(
        lambda place: actions.create_user(
            actions.Person("Ana", "ANA@shop.test" if place % 2 else "ana@shop.test", "en"), role="seller", by=owner
        ),
        threads=4,
    )

    assert len(won(outcomes)) == 1
    assert all(isinstance(outcome, User | RuleBroken) for outcome in outcomes)
    assert Event.objects.filter(verb="user.created").count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "x" * 81}, "Write at most 80 characters"),
        ({"email": "ana"}, "Write an e-mail address"),
        ({"email": f"{'a' * 250}@shop.test"}, "at most 254"),
        ({"role": ""}, "Pick one."),
        ({"role": "emperor"}, "Pick one from the list."),
        ({"language": "tlh"}, "Pick one from the list."),
        ({"phone": "123"}, "too short"),
        ({"positions": ["999"]}, "Pick from the list."),
        ({"positions": ["x"]}, "Pick from the list."),
        ({"name": "\x00\u202e"}, "Fill this in."),
        ({"name": "x" * 100_000}, "Write at most 80 characters"),
    ],
)
def test_bad_input_is_a_sentence_beside_the_field(owner, client_of, wrong, says):
    """W22."""
    factories.a_position()
    answer = client_of(owner).post(NEW, new_facts(**wrong))

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not User.objects.filter(email__startswith="ana").exists()


def test_hostile_text_is_text(owner, client_of):
    name = "<script>alert(1)</script>{{7*7}}"
    client_of(owner).post(NEW, new_facts(name=name))
    user = User.objects.get(email="ana@shop.test")

    for path in (LIST, f"/users/{user.pk}/", f"/users/{user.pk}/edit/"):
        page = client_of(owner).get(path).content.decode()
        assert "<script>alert" not in page
        assert "{{7*7}}" in page


# --- edit ---------------------------------------------------------------------------------------------------


def edit_facts(user, **more):
    return {"name": user.name, "email": user.email, "language": user.language, "version": user.version} | more


def test_data_is_corrected_and_the_history_tells_it(owner, clerk, client_of):
    """W22."""
    browser = client_of(owner)
    answer = browser.post(f"/users/{clerk.pk}/edit/", edit_facts(clerk, name="Clara Counter", language="es"))

    assert answer.url == f"/users/{clerk.pk}/"
    clerk.refresh_from_db()
    assert (clerk.name, clerk.language, clerk.role, clerk.receives_tickets) == (
        "Clara Counter", "es", "operator", False,
    )  # fmt: skip
    page = browser.get(f"/users/{clerk.pk}/").content.decode()
    assert "Olga Owner edited Clara Counter" in page
    assert "Clara Clerk" in page


def test_saving_without_a_change_writes_nothing(owner, clerk):
    facts = actions.Person(clerk.name, clerk.email, clerk.language)

    actions.edit_user(clerk, facts, by=owner)

    clerk.refresh_from_db()
    assert clerk.version == 1
    assert not Event.objects.about(clerk.as_ref).exists()


def test_two_who_edit_see_each_other(owner, admin, clerk, client_of):
    """The second one sees both values and decides."""
    first, second = client_of(owner), client_of(admin)
    old = edit_facts(clerk)
    first.post(f"/users/{clerk.pk}/edit/", old | {"name": "Clara One"})

    answer = second.post(f"/users/{clerk.pk}/edit/", old | {"name": "Clara Two"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Clara One" in page
    assert "Clara Two" in page
    again = re.search(r'name="version" value="(\d+)"', page)[1]
    assert second.post(f"/users/{clerk.pk}/edit/", old | {"name": "Clara Two", "version": again}).status_code == 303


def test_an_administrator_edits_everybody_but_masters(admin, owner, clerk, client_of):
    """W28: 403 for what one sees and may not change."""
    browser = client_of(admin)

    assert browser.post(f"/users/{clerk.pk}/edit/", edit_facts(clerk, name="Clara")).status_code == 303
    assert browser.get(f"/users/{owner.pk}/").status_code == 200
    for path in ("edit/", "deactivation/", "activation/", "invitation/", "photo/removal/"):
        assert browser.post(f"/users/{owner.pk}/{path}", edit_facts(owner, name="Pwned")).status_code == 403
    owner.refresh_from_db()
    assert (owner.name, owner.is_active) == ("Olga Owner", True)


def test_the_action_keeps_it_when_the_page_does_not(admin, owner):
    """W28: made a Master while the form stood open."""
    with pytest.raises(RuleBroken, match="Only a Master changes a Master"):
        actions.deactivate_user(owner, by=admin)


@pytest.mark.parametrize("path", ["", "new/"])
def test_others_do_not_see_users(clerk, seller, technician, client_of, path):
    """W28."""
    for user in (clerk, seller, technician):
        assert client_of(user).get(LIST + path).status_code == 403


# --- roles, activation ----------------------------------------------------------------------------------


def test_only_a_master_creates_gives_roles_and_deletes(admin, clerk, client_of):
    """W24, W28: not the Administrator."""
    browser = client_of(admin)

    assert browser.get(NEW).status_code == 403
    assert browser.post(NEW, new_facts()).status_code == 403
    assert browser.post(f"/users/{clerk.pk}/role/", {"role": "master"}).status_code == 403
    assert browser.post(f"/users/{clerk.pk}/deletion/").status_code == 403
    page = browser.get(f"/users/{clerk.pk}/").content.decode()
    assert "Change role" not in page
    assert 'id="delete"' not in page


@pytest.mark.parametrize("role", Role.values)
def test_a_master_gives_any_role(owner, clerk, client_of, role):
    """W24. No ticket goes to a seller (C11)."""
    browser = client_of(owner)
    browser.post(f"/users/{clerk.pk}/role/", {"role": role, "current": PASSWORD})

    clerk.refresh_from_db()
    assert clerk.role == role
    text = browser.get(f"/users/{clerk.pk}/").content.decode()
    assert ("are not forwarded to them" in text) is (role == "seller")
    if role != "operator":
        assert f"gave Clara Clerk the role {Role(role).label} (was Operator)" in text


def test_a_role_that_does_not_exist_is_refused(owner, clerk, client_of):
    answer = client_of(owner).post(f"/users/{clerk.pk}/role/", {"role": "emperor"}, follow=True)

    assert "Pick a role from the list." in answer.content.decode()
    clerk.refresh_from_db()
    assert clerk.role == "operator"


def test_deactivated_and_active_again(admin, clerk, client_of):
    """W25."""
    browser = client_of(admin)

    browser.post(f"/users/{clerk.pk}/deactivation/")
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert "Inactive" in browser.get(f"/users/{clerk.pk}/").content.decode()

    browser.post(f"/users/{clerk.pk}/activation/")
    clerk.refresh_from_db()
    assert clerk.is_active
    assert [event.verb for event in Event.objects.about(clerk.as_ref)] == ["user.deactivated", "user.activated"]


def test_twice_is_harmless(owner, clerk):
    """W25: one event, one new generation."""
    actions.deactivate_user(clerk, by=owner)
    actions.deactivate_user(clerk, by=owner)

    clerk.refresh_from_db()
    assert clerk.session_generation == 1
    assert Event.objects.about(clerk.as_ref).count() == 1


def test_get_changes_nothing(owner, clerk, client_of):
    browser = client_of(owner)
    for path in (
        "role/",
        "activation/",
        "deactivation/",
        "invitation/",
        "deletion/",
        "photo/change/",
        "photo/removal/",
    ):
        assert browser.get(f"/users/{clerk.pk}/{path}").status_code == 405


# --- delete ---------------------------------------------------------------------------------------------------


def test_one_typed_by_mistake_is_deleted(owner, client_of):
    """W22."""
    user = actions.create_user(actions.Person("Anna", "anna@shop.test", "en"), role="seller", by=owner)
    user.positions.add(factories.a_position())

    answer = client_of(owner).post(f"/users/{user.pk}/deletion/")

    assert answer.url == LIST
    assert not User.objects.filter(pk=user.pk).exists()
    assert Event.objects.about(user.as_ref).last().verb == "user.deleted"


@pytest.mark.parametrize(
    "did",
    [
        lambda user: factories.an_order(by=user),
        lambda user: factories.a_payment(cashier=user),
        lambda user: factories.a_visit(technician=user),
        lambda user: factories.a_file(author=user),
        lambda user: actions.edit_profile(user, name="Anna", phone="", language="es", by=user),
        lambda user: factories.a_customer(seller=user),
    ],
    ids=["opened an order", "took money", "has a visit", "sent a picture", "wrote history", "has a customer"],
)
def test_one_with_history_is_deactivated_instead(owner, client_of, did):
    """W22: the sentence says so, and nothing is gone."""
    user = factories.a_user("anna", name="Anna")
    did(user)

    answer = client_of(owner).post(f"/users/{user.pk}/deletion/", follow=True)

    assert "Deactivate the user instead." in answer.content.decode()
    assert User.objects.filter(pk=user.pk).exists()
    assert not Event.objects.filter(verb="user.deleted").exists()
