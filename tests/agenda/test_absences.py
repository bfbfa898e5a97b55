"""B12: technicians are away: written down, seen on the board and in the form, taken back."""

import re
from datetime import time, timedelta
from html import unescape

import pytest
from django.utils import timezone

from faena.agenda.actions import add_absence, remove_absence
from faena.agenda.models import Absence
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from tests import factories

PAGE = "/agenda/absences/"


@pytest.fixture
def begins():
    """Tomorrow at nine."""
    return timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)


@pytest.fixture
def typed(technician, tomorrow):
    day = tomorrow.isoformat()
    return {"technician": technician.pk, "first": day, "last": day, "from_hour": "09:00", "to_hour": "12:00"}


def test_it_is_written_down_and_taken_back(desk, technician, typed, booked, begins):
    """Visits that stand in it are counted; whole days where no hours are written."""
    booked()

    answer = desk.post(PAGE, typed | {"reason": "Doctor"}, follow=True)
    absence = Absence.objects.get()

    assert (absence.begins_at, absence.ends_at) == (begins, begins + timedelta(hours=3))
    text = unescape(answer.content.decode())
    assert "Tina Technician" in text
    assert "1 visit stands in that time" in text
    desk.post(PAGE, typed | {"from_hour": "", "to_hour": ""})
    assert Absence.objects.latest("id").ends_at - Absence.objects.latest("id").begins_at == timedelta(days=1)
    desk.post(f"{PAGE}{absence.pk}/removal/")
    assert Absence.objects.count() == 1
    verbs = Event.objects.about(technician.as_ref).filter(verb__startswith="absence.").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["absence.added", "absence.added", "absence.removed"]


def test_the_board_and_the_form_show_it(desk, technician, customer, begins, clerk, tomorrow):
    add_absence(technician, begins_at=begins, ends_at=begins + timedelta(hours=3), reason="Doctor", by=clerk)

    day = desk.get(f"/agenda/{tomorrow}/").content.decode()
    week = desk.get(f"/agenda/{tomorrow}/week/").content.decode()
    form = desk.get(f"/customers/{customer.pk}/visits/new/?on={tomorrow}&goes=user-{technician.pk}").content.decode()

    assert 'class="off is-absence at-h9 at-m0 for-h3 for-m0" data-away="Doctor" data-from="540"' in day
    assert 'data-away="Doctor"' in week
    hours = re.findall(r"(\d\d:\d\d–\d\d:\d\d)</span>.*?(Free|Away)", form, re.S)
    assert hours == [("08:00–09:00", "Free"), ("09:00–12:00", "Away"), ("12:00–18:00", "Free")]


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        (lambda begins: {"ends_at": begins}, "ends_at"),
        (lambda begins: {"begins_at": begins - timedelta(days=9), "ends_at": begins - timedelta(days=8)}, "ends_at"),
        (lambda begins: {"ends_at": begins + timedelta(days=500)}, "ends_at"),
        (lambda begins: {"reason": "x" * 121}, "reason"),
    ],
)
def test_what_is_none_is_refused(technician, begins, clerk, wrong, at):
    facts = {"begins_at": begins, "ends_at": begins + timedelta(hours=1)} | wrong(begins)

    with pytest.raises(RuleBroken) as refused:
        add_absence(technician, **facts, by=clerk)

    assert refused.value.at == at
    assert not Absence.objects.exists()


def test_a_technician_writes_his_own_only(client_of, technician, begins, clerk, typed):
    other = factories.a_user(role="technician")
    span = {"begins_at": begins, "ends_at": begins + timedelta(hours=1)}
    theirs = add_absence(other, **span, by=clerk)
    browser = client_of(technician)

    for act in (lambda: add_absence(other, **span, by=technician), lambda: remove_absence(theirs, by=technician)):
        with pytest.raises(RuleBroken, match="your own absences"):
            act()
    with pytest.raises(RuleBroken, match="no active technician"):
        add_absence(clerk, **span, by=clerk)
    assert browser.post(f"{PAGE}{theirs.pk}/removal/").status_code == 404
    assert browser.post(PAGE, typed | {"technician": other.pk}).status_code == 422
    assert browser.post(PAGE, typed).status_code == 303
    assert other.name not in browser.get(PAGE).content.decode()


def test_who_is_there_again_can_be_sent(booked, technician, begins, clerk):
    absence = add_absence(technician, begins_at=begins, ends_at=begins + timedelta(hours=3), by=clerk)
    with pytest.raises(RuleBroken, match="is away"):
        booked(hour=time(10))

    remove_absence(absence, by=clerk)
    remove_absence(absence, by=clerk)

    assert booked(hour=time(10)).goes == technician
