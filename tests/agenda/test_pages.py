"""C15, C19: the month, the day by who goes, booking from a day, one visit, and the technician's own day."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from faena.agenda import starter
from faena.agenda.actions import arrive, cancel_visit, fail, start_travel
from faena.agenda.models import Visit, VisitKind
from faena.agenda.month import month_of
from faena.company import starter_data
from faena.company.models import Company
from faena.journal.context import KEY_FIELD
from faena.journal.models import Event
from tests import factories
from tests.agenda.conftest import shown_in


def plain(answer):
    main = answer.content.decode().split("<main")[-1]
    return re.sub(r"\s+", " ", unescape(strip_tags(re.sub(r"<(script|style).*?</\1>", " ", main, flags=re.S))))


@pytest.fixture
def page(customer):
    return f"/customers/{customer.pk}/visits/new/"


@pytest.fixture
def typed(kind, technician, tomorrow):
    """What is typed into the form of a visit tomorrow at ten."""
    usual = {"on": tomorrow.isoformat(), "hour": "10:00", "kind": kind.pk, "address": "Calle 8", "minutes": ""}
    return usual | {"goes": f"user-{technician.pk}", "period": ""}


# --- the month and the day ----------------------------------------------------------------------------------


def test_each_day_of_the_month_says_its_load(desk, booked, tomorrow):
    """C15: how many and how full; a cancelled one is no load; the day leads on, and so do the months around."""
    visits = [booked(hour=time(hour)) for hour in (8, 9, 10)]
    cancel_visit(visits[0], reason="x", by=visits[0].booked_by)

    html = unescape(desk.get(f"/agenda/?month={tomorrow:%Y-%m}").content.decode())

    cell = re.search(rf'<a class="day-link" href="/agenda/{tomorrow}/"[^>]*>.*?</a>', html, re.S)[0]
    assert ": 2 visits" in cell
    assert 'max="480" value="120"' in cell
    assert len(re.findall(r'rel="(?:prev|next)"', html)) == 2


def test_a_visit_may_still_be_booked_today_and_not_yesterday(clerk):
    """C15: where a tap on a day leads while one is booked."""
    today = timezone.localdate()
    shown = month_of(today.replace(day=1), clerk, lambda on: on.isoformat(), may_past=False)

    leads = {day.on: day.url for week in shown.weeks for day in week}

    assert leads[today] == today.isoformat()
    assert leads.get(today - timedelta(days=1), "") == ""


def test_today_is_marked_and_days_before_it_are_quiet(desk):
    """C15."""
    html = desk.get("/agenda/?month=").content.decode()

    marked = r'<td class="day[^"]*is-today[^"]*">\s*<a class="day-link" href="/agenda/([^"]+)/"[^>]*aria-current="date"'
    (today,) = re.findall(marked, html)
    assert today == timezone.localdate().isoformat()
    past = re.findall(r'<td class="day[^"]*is-past[^"]*">\s*<a class="day-link" href="/agenda/([^"]+)/"', html)
    assert all(day < today for day in past)


@pytest.mark.parametrize("odd", ["", "x", "2026-13", "9999-12", "2026-1", "0001-01", "2026-02-30"])
def test_an_odd_month_is_this_month_and_an_odd_day_is_not_there(desk, odd):
    assert desk.get("/agenda/", {"month": odd}).status_code == 200
    assert desk.get(f"/agenda/{odd or 'y'}/").status_code == 404


def test_weeks_begin_as_in_the_company_s_country(client_of, clerk):
    """C15, M39: on Monday in Argentina, on Sunday in Brazil, Venezuela, Mexico, Peru and Colombia, in whatever language
    it is read: as CLDR has it."""
    on_sunday = [(country, "es", "domingo") for country in ("VE", "MX", "PE", "CO")]
    for country, language, first in (
        ("AR", "es", "lunes"),
        ("BR", "pt-br", "domingo"),
        ("BR", "en", "Sunday"),
        *on_sunday,
    ):
        Company.objects.update(country=country)
        type(clerk).objects.filter(pk=clerk.pk).update(language=language)
        html = client_of(clerk).get("/agenda/?month=2026-11").content.decode()
        assert re.search(r'<th scope="col"><abbr title="([^"]+)"', html)[1] == first


def test_a_free_half_hour_leads_to_its_booking(desk, booked, customer, field, page, tomorrow):
    """C15: who goes and when are carried on to the form; what has passed leads nowhere."""
    visit = booked()
    booked(goes=field, period="afternoon")
    slot = f"/agenda/{tomorrow}/new/?goes=user-{visit.technician_id}&at=15%3A30"

    html = unescape(desk.get(f"/agenda/{tomorrow}/").content.decode())
    query = desk.get(slot + f"&q={customer.name[:6]}").content.decode()
    form = desk.get(f"{page}?on={tomorrow}&goes=user-{visit.technician_id}&at=15:30").content.decode()

    assert f'href="{slot}"' in html
    assert f"goes=position-{field.pk}" not in html
    assert f"{page}?goes=user-{visit.technician_id}&at=15%3A30&on={tomorrow}" in unescape(query)
    assert '<input type="hidden" name="at" value="15:30">' in query
    assert 'value="15:30"' in form
    assert f'value="user-{visit.technician_id}" selected' in form
    assert desk.get(f"{page}?on={tomorrow}&at=half past").status_code == 200
    assert "&at=" not in unescape(desk.get(f"/agenda/{tomorrow - timedelta(days=2)}/").content.decode())


def test_the_half_hours_of_today_that_are_over_lead_nowhere(desk, technician):
    """C15: looked at where it is about noon."""
    zone = f"Etc/GMT{datetime.now(UTC).hour - 12:+}"
    factories.the_company(zone=zone)
    with timezone.override(zone):
        now, today = f"{timezone.localtime():%H:%M}", timezone.localdate()

    begins = re.findall(r'data-at="([^"]+)"', desk.get(f"/agenda/{today}/").content.decode())

    assert now <= begins[0] < "14:00"
    assert begins[-1] == "17:30"


def test_what_was_given_up_says_where_and_how(desk, customer, tomorrow):
    """C15: time, place, kind, customer, what it is for, call, WhatsApp, map."""
    order = factories.an_order(customer)
    usual = {"customer": customer, "ref": order.as_ref, "address": "Calle 3", "hours": 15}
    factories.a_visit(**usual, state="cancelled", is_active=False)

    html = desk.get(f"/agenda/{tomorrow}/").content.decode()

    for link in (
        f"tel:{customer.phone}",
        f"/orders/{order.pk}/",
        "https://www.google.com/maps/search/?api=1&amp;query=Calle+3",
    ):
        assert f'href="{link}"' in html, link
    assert "wa.me" in html
    assert "Carmen Customer" in html


def test_sellers_read_their_own_customers_visits_and_no_lanes(client_of, seller, booked, stranger, tomorrow):
    """W31: no names of who is free; no way to book or to change."""
    visit, foreign = booked(), factories.a_visit(customer=stranger)
    browser = client_of(seller)

    html = browser.get(f"/agenda/{tomorrow}/").content.decode()

    assert f"/visits/{visit.pk}/" in html
    assert f"/visits/{foreign.pk}/" not in html
    assert 'class="lanes"' not in html
    assert f": {1} visit" in unescape(browser.get(f"/agenda/?month={tomorrow:%Y-%m}").content.decode())
    assert browser.get(f"/visits/{foreign.pk}/").status_code == 404
    assert "/time/" not in browser.get(f"/visits/{visit.pk}/").content.decode()
    assert browser.get("/agenda/mine/").status_code == browser.get(f"/visits/{visit.pk}/time/").status_code == 403


# --- booking ------------------------------------------------------------------------------------------------


def test_from_a_day_to_the_customer_to_the_form(desk, customer, page, tomorrow):
    """C15: the day goes along; days that have passed are no links in the small calendar."""
    found = desk.get(f"/agenda/{tomorrow}/new/", {"q": "carmen"}).content.decode()
    assert f'href="{page}?on={tomorrow}"' in unescape(found)

    html = unescape(desk.get(page, {"on": tomorrow.isoformat()}).content.decode())

    assert f'name="on" value="{tomorrow}"' in html
    assert f'href="{page}?on={tomorrow}#form"' in html
    yesterday = timezone.localdate() - timedelta(days=1)
    assert f"on={yesterday}" not in html
    assert "Tap the day" in desk.get(page).content.decode()


def test_a_visit_is_booked_on_one_page(desk, page, typed, customer):
    """C15: with everything; the answer is the visit."""
    contact = factories.a_contact(customer)

    answer = desk.post(page, typed | {"contact": contact.pk, "notes": "Ring twice.", "minutes": "45"}, follow=True)

    visit = Visit.objects.get()
    assert answer.redirect_chain == [(f"/visits/{visit.pk}/", 303)]
    page_text = plain(answer)
    for text in (
        "Line repair",
        "10:00–10:45",
        "Calle 8",
        "Tina Technician",
        "Ring twice.",
        "María Mother",
        "Clara Clerk",
    ):
        assert text in page_text, text
    assert "V-000001 is booked." in unescape(answer.content.decode())


def test_the_plans_place_is_offered_first(desk, page, customer):
    """C15: address: default the plan's; then the customer's own."""
    factories.an_address(customer)
    factories.a_subscription(customer, address="Torre Norte, piso 9")

    html = unescape(desk.get(page).content.decode())

    assert re.search(r'name="address" value="Torre Norte, piso 9"', html)
    assert 'data-value="Calle 8, Nº 12' in html


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"on": "2026-01-05"}, "This day has passed."),
        ({"on": "2026-02-30"}, "Write a day of the calendar"),
        ({"hour": ""}, "Write the time, or choose a part of the day."),
        ({"hour": "25:00"}, "Write a time"),
        ({"period": "morning"}, "either a time or a part of the day"),
        ({"minutes": "3"}, "Write a number from 5 up."),
        ({"hour": "23:30"}, "after midnight"),
        ({"goes": "user-99999"}, "Pick one from the list."),
        ({"kind": "99999"}, "Pick one from the list."),
        ({"address": " "}, "Fill this in."),
    ],
)
def test_bad_input_comes_back_with_everything_typed(desk, page, typed, wrong, sentence):
    """The sentence stands beside its field; nothing is lost, nothing is left behind."""
    answer = desk.post(page, typed | {"notes": "Mind the dog."} | wrong)

    assert answer.status_code == 422
    assert sentence in plain(answer)
    assert "Mind the dog." in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_taken_time_is_said_beside_the_time(desk, page, typed, booked):
    """C15: the database's own refusal."""
    booked()

    answer = desk.post(page, typed | {"hour": "10:30"})

    assert answer.status_code == 422
    assert re.search(r'id="id_hour_error">.*?already has a visit at that time', answer.content.decode(), re.S)


def test_the_same_press_books_one(desk, page, typed):
    once = typed | {KEY_FIELD: "a" * 32}

    first, second = desk.post(page, once), desk.post(page, once)

    assert first["Location"] == second["Location"]
    assert Visit.objects.count() == 1


# --- one of them --------------------------------------------------------------------------------------------


def test_it_is_moved_given_and_cancelled_on_its_pages(desk, booked, field, tomorrow):
    """C15: each with its reason; the history stays on the page."""
    visit = booked()
    here = f"/visits/{visit.pk}/"
    moved = {
        "on": tomorrow.isoformat(),
        "hour": "16:30",
        "minutes": "",
        "period": "",
        "reason": "He works",
        "version": 1,
    }

    assert desk.post(f"{here}time/", moved).status_code == 303
    assert desk.post(f"{here}time/", moved | {"hour": "17:00"}).status_code == 422  # a stale page
    given = {"goes": f"position-{field.pk}", "reason": "Whoever is near", "version": 2}
    assert desk.post(f"{here}technician/", given).status_code == 303
    assert desk.post(f"{here}cancellation/", {"reason": ""}).status_code == 422
    assert desk.post(f"{here}cancellation/", {"reason": "Solved by phone"}).status_code == 303

    page_text = plain(desk.get(here))
    for text in ("Cancelled", "Solved by phone", "Whoever is near", "He works", "Field crew", "16:30–17:30"):
        assert text in page_text, text
    assert desk.get(f"{here}time/", follow=True).redirect_chain == [(here, 303)]
    assert "it cannot be changed" in plain(desk.post(f"{here}cancellation/", {"reason": "Once more"}))


def test_it_is_offered_to_others_only_and_nobody_is_chosen_yet(desk, booked, field, technician):
    """C15: whoever has it already is not among them; somebody who was quicker is told by name."""
    visit, other = booked(), factories.a_user(role="technician", name="Tomás Two")
    here = f"/visits/{visit.pk}/technician/"

    offered = re.search(r'<select name="goes".*?</select>', desk.get(here).content.decode(), re.S)[0]
    assert re.findall(r'<option value="([^"]*)"( selected)?', offered) == [
        ("", " selected"),
        (f"user-{other.pk}", ""),
        (f"position-{field.pk}", ""),
    ]

    desk.post(here, {"goes": f"position-{field.pk}", "reason": "Whoever is near", "version": 1})
    late = desk.post(here, {"goes": f"user-{other.pk}", "reason": "He asked", "version": 1})
    assert "Now saved: Field crew" in plain(late)
    again = desk.post(here, {"goes": f"position-{field.pk}", "reason": "Once more", "version": 2})
    assert "Field crew has it already" in plain(again)


def test_the_next_step_is_under_the_thumb(client_of, technician, booked):
    """C19, LOOK 1: in the bottom bar on phones, on top on desks; one of them is the one to press."""
    visit, browser = booked(), client_of(technician)
    here = f"/visits/{visit.pk}/"

    def bar():
        html = unescape(browser.get(here).content.decode())
        found = html.split('class="bottombar"')[1].split("</div>")[0] if 'class="bottombar"' in html else ""
        words = re.findall(r'class="bar-item( is-primary)?".*?<span>([^<]+)</span>', found, re.S)
        return [word for _primary, word in words], [word for primary, word in words if primary]

    assert bar() == (["Move", "Give", "Start travel"], ["Start travel"])
    assert browser.post(f"{here}travel/")["Location"] == here
    assert bar() == (["Move", "Failed", "Arrived"], ["Arrived"])
    browser.post(f"{here}arrival/", {"any_day": "1"})
    assert bar() == (["Failed", "Done"], ["Done"])
    browser.post(f"{here}completion/", {"note": ""})
    assert bar() == ([], [])


def test_a_cancelled_visit_is_quiet_and_a_failed_one_is_not(desk, booked, technician, tomorrow):
    """LOOK 2: red is a problem; what was called off is none."""
    cancelled, failed = booked(hour=time(8)), booked(hour=time(11))
    cancel_visit(cancelled, reason="Solved by phone", by=technician)
    start_travel(failed, by=technician)
    fail(failed, reason="Nobody opened", by=technician)

    html = desk.get(f"/agenda/{tomorrow}/").content.decode()
    tones = re.findall(r'<article class="visit is-(\w+)">.*?href="/visits/(\d+)/"', html, re.S)
    assert {int(pk): tone for tone, pk in tones} == {cancelled.pk: "grey", failed.pk: "red"}
    assert 'class="notice is-grey"' in desk.get(f"/visits/{cancelled.pk}/").content.decode()
    assert 'class="notice is-red"' in desk.get(f"/visits/{failed.pk}/").content.decode()


def test_an_unknown_way_to_refer_is_only_text(desk, booked, customer):
    """Where the other module is off its page is not there."""
    order = factories.an_order(customer)
    visit = factories.a_visit(customer=customer, ref=order.as_ref)
    factories.the_company(has_workshop=False)

    html = desk.get(f"/visits/{visit.pk}/").content.decode()

    assert str(order) in html
    assert f"/orders/{order.pk}/" not in html


# --- the technician's day -----------------------------------------------------------------------------------


@pytest.fixture
def today(customer, technician, kind):
    """`today("morning")`: a visit of Tina's today."""
    on = timezone.localdate()

    def made(period="evening", **more):
        usual = {"on": on, "period": period, "starts_at": None, "ends_at": None, "technician": technician}
        return factories.a_visit(customer=customer, kind=kind, **(usual | more))

    return made


def test_a_day_is_pressed_through(client_of, technician, today):
    """C19: start travel → arrived → done, from her own day and back to it."""
    visit, browser = today(), client_of(technician)
    here = f"/visits/{visit.pk}/"

    for step, label in (("travel", "Start travel"), ("arrival", "Arrived")):
        page = browser.get("/agenda/mine/").content.decode()
        assert f'action="{here}{step}/?back=mine"' in page
        assert label in page
        assert browser.post(f"{here}{step}/?back=mine")["Location"] == "/agenda/mine/"
    assert f'href="{here}completion/?back=mine"' in browser.get("/agenda/mine/").content.decode()
    assert browser.post(f"{here}completion/?back=mine", {"note": "New plug."})["Location"] == "/agenda/mine/"

    visit.refresh_from_db()
    assert (visit.state, visit.ending) == ("done", "New plug.")
    assert "Nothing left for today" in plain(browser.get("/agenda/mine/"))


def test_pressing_twice_is_harmless(client_of, technician, today):
    """C19: with the same key and with another one."""
    visit, browser = today(), client_of(technician)

    for _ in range(2):
        assert browser.post(f"/visits/{visit.pk}/travel/").status_code == 303

    assert Event.objects.filter(verb="visit.travelling").count() == 1


def test_the_one_under_way_stands_first_and_what_was_left_above_all(client_of, technician, today):
    """C19: then the order of the day; what is ended stands below."""
    last, first, done = today("evening"), today("morning"), today("morning")
    left = today("morning", on=timezone.localdate() - timedelta(days=2))
    for step in (start_travel, arrive):
        step(done, by=technician)
    cancel_visit(done, reason="x", by=technician)
    start_travel(last, by=technician)

    order = re.findall(
        r'class="visit-when" href="/visits/(\d+)/"', client_of(technician).get("/agenda/mine/").content.decode()
    )

    assert [int(pk) for pk in order] == [left.pk, last.pk, first.pk, done.pk]


def test_a_very_full_day_of_ones_own_shows_what_comes_next(client_of, technician, field, today):
    """C19: the first of each part, where the others are, and no further question to the database."""
    browser = client_of(technician)

    def count(rows):
        for _ in range(rows):
            today("morning")
            today("morning", on=timezone.localdate() - timedelta(days=2))
            today("morning", technician=None, position=field)
            today("morning", state="done")
        with CaptureQueriesContext(connection) as captured:
            html = browser.get("/agenda/mine/").content.decode()
        return len(captured), html

    browser.get("/agenda/mine/")
    few, many = count(2), count(28)

    assert few[0] == many[0] <= 8
    assert (len(shown_in(few[1])), len(shown_in(many[1]))) == (8, 80)
    assert "Only the first" not in few[1]
    assert unescape(many[1]).count("Only the first 20 are shown") == 2
    way = f"/agenda/{timezone.localdate()}/?goes=user-{technician.pk}"
    assert f'href="{way}"' in many[1]
    assert f'href="{way}"' not in few[1]
    assert len(shown_in(browser.get(way).content.decode())) == 60


def test_what_a_position_offers_is_taken_with_one_press(client_of, technician, field, today):
    """C19."""
    visit = today("evening", technician=None, position=field)
    browser = client_of(technician)
    assert f'action="/visits/{visit.pk}/taking/?back=mine"' in browser.get("/agenda/mine/").content.decode()

    answer = browser.post(f"/visits/{visit.pk}/taking/?back=mine", follow=True)

    assert "You have V-" in unescape(answer.content.decode())
    visit.refresh_from_db()
    assert visit.technician == technician


def test_a_technicians_agenda_is_her_day(client_of, technician):
    """C19: the menu leads there; the month is one tab away."""
    browser = client_of(technician)

    assert browser.get("/agenda/", follow=True).redirect_chain == [("/agenda/mine/", 302)]
    assert browser.get("/agenda/?month=").status_code == 200


def test_who_acts_too_late_reads_who_has_it(client_of, technician, booked, field):
    """What she typed is still there; the page itself is not hers any more."""
    visit = booked(goes=factories.a_user(role="technician", name="Tomás Two"))
    browser = client_of(technician)

    answer = browser.post(f"/visits/{visit.pk}/failure/", {"reason": "Nobody opened"})

    assert answer.status_code == 422
    assert "is with Tomás Two now" in plain(answer)
    assert "Nobody opened" in plain(answer)
    assert browser.get(f"/visits/{visit.pk}/failure/").status_code == 404
    assert "is with Tomás Two" in unescape(browser.post(f"/visits/{visit.pk}/travel/", follow=True).content.decode())


# --- around it ----------------------------------------------------------------------------------------------


def test_a_module_that_is_switched_off_is_not_there(desk, client_of, owner, booked, page, tomorrow):
    """A module that is off answers 404."""
    visit, master = booked(), client_of(owner)
    addresses = ["/agenda/?month=", f"/agenda/{tomorrow}/", "/agenda/mine/", page, f"/visits/{visit.pk}/"]
    assert [desk.get(one).status_code for one in addresses] == [200] * 5
    assert 'href="/agenda/feeds/"' in desk.get("/me/").content.decode()
    assert master.get("/settings/visit-kinds/").status_code == 200

    factories.the_company(has_care=False)

    assert [desk.get(one).status_code for one in addresses] == [404] * 5
    assert 'href="/agenda/feeds/"' not in desk.get("/me/").content.decode()
    assert master.get("/settings/visit-kinds/").status_code == 404


@pytest.mark.parametrize(
    ("language", "name"),
    [("es", "Retiro de equipo"), ("pt-br", "Retirar Equipamento"), ("en", "Remove equipment")],
)
def test_every_language_has_its_kinds(language, name):
    """C15: the rows with which a shop starts."""
    starter_data.write(language)
    starter_data.write(language)

    assert VisitKind.objects.count() == len(starter.KINDS)
    assert VisitKind.objects.get(name=name).minutes == 30


def test_a_kind_says_how_long_it_takes(client_of, admin):
    """C15: under Settings; 5 to 600 minutes."""
    browser = client_of(admin)

    browser.post("/settings/visit-kinds/new/", {"name": "Survey", "minutes": "20"})

    assert VisitKind.objects.get(name="Survey").minutes == 20
    assert "20 minutes" in plain(browser.get("/settings/visit-kinds/"))
    assert browser.post("/settings/visit-kinds/new/", {"name": "Too long", "minutes": "601"}).status_code == 422


def test_the_customers_timeline_has_it(desk, booked, customer):
    """C2, C15: one timeline, and each entry leads to the visit."""
    visit = booked()

    html = desk.get(f"/customers/{customer.pk}/").content.decode()

    assert f'<a class="story-link" href="/visits/{visit.pk}/">' in html
