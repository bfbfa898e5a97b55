"""B12: a visit is moved as on the board, in one step: its time, its length, who goes; and the move is undone."""

import re
from datetime import time, timedelta
from html import unescape

import pytest
from django.utils import timezone

from faena.agenda.actions import (
    Place,
    add_absence,
    arrive,
    give_visit,
    move_visit,
    put_back,
    start_travel,
    take_visit,
)
from faena.agenda.hours import When
from faena.agenda.models import Visit
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from tests import factories


@pytest.fixture
def other(db):
    return factories.a_user(role="technician", name="Tomás Two")


@pytest.fixture
def moved(clerk):
    """`moved(visit, hour=time(15))`: to another hour of its day, unless told otherwise."""

    def done(visit, *, goes=None, by=clerk, version=None, **more):
        local = timezone.localtime(visit.starts_at).time() if visit.starts_at else None
        usual = {"on": visit.on, "period": visit.period, "hour": local, "minutes": visit.minutes}
        when = When(**(usual | more))
        return move_visit(visit, when, goes=goes or visit.goes, version=version or visit.version, by=by)

    return done


def events(visit):
    return list(Event.objects.about(visit.as_ref).order_by("id").values_list("verb", flat=True))


def test_time_length_and_technician_change_in_one_step(booked, moved, other):
    """With one event, which says what was and what is."""
    visit = booked()

    done = moved(visit, goes=other, hour=time(15), minutes=90)

    assert (done.technician, done.minutes, done.version) == (other, 90, visit.version + 1)
    assert timezone.localtime(done.starts_at).time() == time(15)
    assert done.ends_at - done.starts_at == timedelta(minutes=90)
    assert events(visit) == ["visit.booked", "visit.moved"]
    said = render_event(Event.objects.latest("id")).text
    assert re.search(r"Clara Clerk moved V-\d+: .* 10:00, Tina Technician → .* 15:00, Tomás Two", said)


def test_a_part_of_the_day_of_a_position_gets_an_hour_and_somebody(booked, moved, field, technician):
    visit = booked(goes=field, period="morning")

    done = moved(visit, goes=technician, period="", hour=time(9))

    assert (done.technician, done.position, done.period) == (technician, None, "")


def test_a_longer_visit_says_so_and_may_have_begun(booked, moved, technician, monkeypatch):
    """Its hour has passed, its end is moved: whoever is on the way stays so."""
    visit = booked()
    start_travel(visit, by=technician)
    visit.refresh_from_db()
    later = visit.starts_at + timedelta(minutes=10)
    monkeypatch.setattr(timezone, "now", lambda: later)

    done = moved(visit, minutes=120)

    assert (done.minutes, done.state) == (120, "travelling")
    assert events(visit)[-1] == "visit.stretched"
    with pytest.raises(RuleBroken, match="This time has passed"):
        moved(done, hour=time(9))


def test_nothing_moved_is_refused(booked, moved):
    with pytest.raises(RuleBroken, match="Nothing would change"):
        moved(booked())


def test_what_is_taken_is_refused_by_the_database(booked, moved, other):
    """Beside the hour; where only who goes changes, beside that."""
    visit, theirs = booked(), booked(goes=other, hour=time(14))

    with pytest.raises(RuleBroken, match="already has a visit at that time") as by_hour:
        moved(visit, goes=other, hour=time(14, 30))
    moved(theirs, hour=time(10))
    with pytest.raises(RuleBroken) as by_goer:
        moved(visit, goes=other)

    assert (by_hour.value.at, by_goer.value.at) == ("hour", "goes")


def test_one_under_way_stays_with_who_has_it(booked, moved, other, technician):
    visit = booked()
    start_travel(visit, by=technician)
    visit.refresh_from_db()

    with pytest.raises(RuleBroken, match="is under way"):
        moved(visit, goes=other)
    arrive(visit, any_day=True, by=technician)
    visit.refresh_from_db()
    with pytest.raises(RuleBroken, match="has begun"):
        moved(visit, hour=time(16))


def test_a_technician_moves_his_own_only(booked, moved, other, technician):
    visit = booked()

    assert moved(visit, hour=time(11), by=technician).minutes == 60
    visit.refresh_from_db()
    with pytest.raises(RuleBroken, match="for yourself"):
        moved(visit, goes=other, by=technician)
    with pytest.raises(RuleBroken, match="is with Tina"):
        moved(visit, hour=time(12), by=other)


def test_a_move_is_undone(booked, moved, other, clerk, technician):
    """It stands where it stood, the history keeps both; not once something else happened to it."""
    visit = booked()
    before = Place.of(visit)
    done = moved(visit, goes=other, hour=time(15))

    back = put_back(done, Place.read(before.written()), version=done.version, by=clerk)

    assert Place.of(Visit.objects.get(pk=visit.pk)) == before
    assert back.technician == technician
    assert events(visit)[-1] == "visit.put_back"
    with pytest.raises(Stale):
        put_back(done, before, version=done.version, by=clerk)


def test_undoing_is_refused_where_the_place_was_taken(booked, moved, clerk, technician):
    visit = booked()
    before = Place.of(visit)
    done = moved(visit, hour=time(15))
    booked(hour=time(10))

    with pytest.raises(RuleBroken, match="already has a visit"):
        put_back(done, before, version=done.version, by=clerk)
    type(technician).objects.filter(pk=technician.pk).update(is_active=False)
    with pytest.raises(RuleBroken, match="does not go out any more"):
        put_back(done, before, version=done.version, by=clerk)


# --- somebody who is away -----------------------------------------------------------------------------------


@pytest.fixture
def away(technician, tomorrow, clerk):
    """Tina is away tomorrow from nine to noon."""
    begins = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    span = {"begins_at": begins, "ends_at": begins + timedelta(hours=3)}
    return lambda **more: add_absence(technician, **(span | {"reason": "Doctor"} | more), by=clerk)


def test_nobody_is_sent_anywhere_while_he_is_away(booked, moved, away, other, clerk, field, technician, customer):
    """Booked, moved, given, taken: each says until when, beside its field. Touching ends are allowed."""
    afternoon, theirs = booked(hour=time(15)), booked(goes=other, hour=time(10))
    queued = booked(goes=field, hour=time(11))
    away()

    for act, at in (
        (lambda: booked(hour=time(11)), "hour"),
        (lambda: moved(afternoon, hour=time(8, 30)), "hour"),
        (lambda: moved(theirs, goes=technician), "goes"),
        (lambda: give_visit(theirs, goes=technician, reason="x", version=theirs.version, by=clerk), "goes"),
        (lambda: take_visit(queued, by=technician), ""),
    ):
        with pytest.raises(RuleBroken, match=r"Tina Technician is away from .* 09:00 to .* 12:00") as refused:
            act()
        assert (refused.value.at, refused.value.code) == (at, "taken")
    assert booked(hour=time(8)).goes == booked(hour=time(12)).goes == technician


def test_a_part_of_a_day_is_refused_where_all_of_it_is_away(booked, away, tomorrow):
    begins = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    away()

    assert booked(period="morning").period == "morning"
    away(begins_at=begins, ends_at=begins + timedelta(hours=12))
    with pytest.raises(RuleBroken, match="is away from"):
        booked(period="morning")


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_moves_it_and_leads_back_to_the_board(desk, booked, other, tomorrow):
    """With the press that undoes it, of which more is asked in notifications/test_undo.py."""
    visit = booked()
    page = f"/visits/{visit.pk}/move/?back=day"
    shown = desk.get(f"{page}&goes=user-{other.pk}").content.decode()
    assert f'value="user-{other.pk}" selected' in shown
    typed = {"goes": f"user-{other.pk}", "on": tomorrow.isoformat(), "hour": "15:00", "minutes": "", "period": ""}
    typed["version"] = visit.version

    answer = desk.post(page, typed)
    board = unescape(desk.get(answer["Location"]).content.decode())

    assert (answer.status_code, answer["Location"]) == (303, f"/agenda/{tomorrow}/")
    assert f"{visit} was moved." in board
    assert Visit.objects.get(pk=visit.pk).technician == other
    desk.post("/notices/undo/", {"undo": re.search(r'name="undo" value="([^"]+)"', board)[1]})
    assert Visit.objects.get(pk=visit.pk).technician == visit.technician
    assert desk.post(page, typed).status_code == 422  # stale


def test_a_taken_hour_is_said_beside_it(desk, booked, other, tomorrow):
    visit, _theirs = booked(), booked(goes=other, hour=time(15))
    typed = {"goes": f"user-{other.pk}", "on": tomorrow.isoformat(), "hour": "15:30", "version": visit.version}

    answer = desk.post(f"/visits/{visit.pk}/move/", typed)

    assert answer.status_code == 422
    assert re.search(r'id="id_hour_error">.*?already has a visit at that time', answer.content.decode(), re.S)


def test_the_exchange_is_offered_with_what_it_was_dropped_on(desk, booked, other, tomorrow):
    visit, theirs = booked(), booked(goes=other, hour=time(15))
    page = f"/visits/{visit.pk}/swap/?back=day&other={theirs.pk}"

    assert f'value="{theirs.pk}" selected' in desk.get(page).content.decode()
    answer = desk.post(page, {"other": theirs.pk, "reason": "Nearer", "version": visit.version})
    assert answer["Location"] == f"/agenda/{tomorrow}/"


def test_the_board_offers_moving_what_may_be_moved(desk, client_of, technician, booked, other, customer, kind):
    """A technician his own and what waits for his position; each lane says whether he may drop there."""
    mine, theirs = booked(), booked(goes=other, hour=time(14))
    done = factories.a_visit(customer=customer, kind=kind, technician=other, state="done", hours=8)
    page = f"/agenda/{mine.on}/"

    def moves(html):
        return set(re.findall(r'data-move="/visits/(\d+)/', html))

    whole, own = desk.get(page).content.decode(), client_of(technician).get(page).content.decode()

    assert moves(whole) == {str(mine.pk), str(theirs.pk)}
    assert f'href="/visits/{done.pk}/"' in whole
    assert moves(own) == {str(mine.pk)}
    assert len(re.findall('data-lane="user-', whole)) == 2
    assert re.findall('data-lane="(user-[0-9]+)"', own) == [f"user-{technician.pk}"]


def test_what_was_left_without_a_technician_waits_in_todays_tray(desk, customer, kind, field):
    """Days before; not on another day."""
    today = timezone.localdate()
    usual = {"customer": customer, "kind": kind, "position": field, "period": "morning"}
    left = factories.a_visit(**usual, on=today - timedelta(days=3), starts_at=None, ends_at=None)

    tray = desk.get(f"/agenda/{today}/").content.decode().split('class="tray-cards"')[1].split("</ul>")[0]

    assert f'href="/visits/{left.pk}/"' in tray
    assert "Due " in tray
    assert f"/visits/{left.pk}/" not in desk.get(f"/agenda/{today + timedelta(days=1)}/").content.decode()


def test_the_week_has_a_row_for_each_technician(desk, booked, other, field, tomorrow):
    """With the sum of his hours; the tray is a row, the head has the hours of each day."""
    visit, waiting = booked(minutes=90), booked(goes=field, period="afternoon")

    html = unescape(desk.get(f"/agenda/{tomorrow}/week/").content.decode())
    rows = html.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]

    assert len(rows) == 3
    assert f"/visits/{waiting.pk}/" in rows[0]
    assert "1 to assign" in rows[0]
    assert f"/visits/{visit.pk}/" in rows[1]
    assert "1 h 30" in rows[1]
    assert "Tomás Two" in rows[2]
    assert re.search(rf'href="/agenda/{tomorrow}/">[^<]+</a><span class="soft"><span class="number">2 h 30', html)


def test_a_day_without_work_is_hatched_and_left_out_of_the_week(desk, booked, tomorrow):
    """B12: hours from the company's setting."""
    visit = booked()
    factories.the_company(working_hours={str(tomorrow.weekday()): [["07:00", "11:30"], ["13:00", "17:00"]]})

    day = desk.get(f"/agenda/{tomorrow}/").content.decode()
    week = desk.get(f"/agenda/{tomorrow}/week/").content.decode()

    assert 'class="lanes from-h7"' in day
    assert 'class="off at-h11 at-m30 for-h1 for-m30"' in day
    assert week.count('scope="col"') == 1
    assert f"/visits/{visit.pk}/" in week
