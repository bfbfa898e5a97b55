"""M30: the hours of a technician, tomorrow's visits, arriving on another day, another zone of the company."""

import re
from dataclasses import replace
from datetime import time, timedelta
from html import unescape

import pytest
from django.utils import timezone

from faena.agenda.actions import start_travel
from faena.agenda.free import hours_of
from faena.agenda.models import Visit
from faena.company.actions import CompanyFacts, edit_company
from faena.company.forms import initial_of
from faena.company.models import Company
from faena.lib.errors import Question
from tests import factories


@pytest.fixture
def page(customer):
    return f"/customers/{customer.pk}/visits/new/"


@pytest.fixture
def todays(customer, technician):
    """In the evening of today, by Tina."""
    facts = {"on": timezone.localdate(), "period": "evening", "starts_at": None, "ends_at": None}
    return lambda: factories.a_visit(customer=customer, technician=technician, **facts)


def hours_on(page):
    """The free and taken hours on a page, as text."""
    part = unescape(page).split('id="hours"')[1].split("</form>")[0]
    return re.findall(r"(\d\d:\d\d–\d\d:\d\d)</span>.*?(Free|Taken)", part, re.S)


def test_the_form_shows_free_and_taken_hours(desk, booked, customer, technician, field, page, tomorrow):
    """M30: of the technician on that day, with what takes them, and beginnings to press; a position has none."""
    visit = booked()
    booked(hour=time(14), minutes=90)
    booked(period="evening")
    asked = f"{page}?on={tomorrow}&goes="

    html = desk.get(f"{asked}user-{technician.pk}").content.decode()

    assert hours_on(html) == [
        ("08:00–10:00", "Free"),
        ("10:00–11:00", "Taken"),
        ("11:00–14:00", "Free"),
        ("14:00–15:30", "Taken"),
        ("15:30–18:00", "Free"),
    ]
    assert f"{visit} · {customer.name}" in html
    assert 'data-fills="#id_hour" data-value="11:00"' in html
    assert hours_on(desk.get(f"{asked}position-{field.pk}").content.decode()) == []
    assert hours_on(desk.get(f"{page}?on=2020-01-01&goes=user-{technician.pk}").content.decode()) == []
    assert hours_on(desk.get(f"{page}?on={tomorrow}&goes=user-x").content.decode()) == []
    moved = desk.get(f"/visits/{visit.pk}/time/?on={tomorrow}").content.decode()
    assert hours_on(moved)[0] == ("08:00–14:00", "Free")
    given = desk.get(f"/visits/{visit.pk}/technician/?goes=position-{field.pk}").content.decode()
    assert hours_on(given) == []


def test_what_has_passed_of_today_is_not_free(technician, monkeypatch):
    """M30: from the next quarter of an hour on, and nothing after the end of the day."""
    noon = timezone.localtime().replace(hour=12, minute=7, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    free = hours_of(technician, noon.date())
    monkeypatch.setattr(timezone, "now", lambda: noon.replace(hour=19))
    evening = hours_of(technician, noon.date())

    assert free.starts == [("12:15", "12:15")]
    assert evening.spans == []


def test_tomorrows_own_visits_are_seen(client_of, technician, booked, field):
    """M30: on her day and at home, after today's; not those of a position, nor later ones."""
    visit, browser = booked(), client_of(technician)
    later, queued = booked(on=visit.on + timedelta(days=1)), booked(goes=field, hour=time(15))

    html = browser.get("/agenda/mine/").content.decode()
    coming = html.split('id="coming"')[1].split("</section>")[0]
    home = browser.get("/").content.decode()

    assert "Tomorrow" in coming
    assert f'href="/visits/{visit.pk}/"' in coming
    assert all(f'href="/visits/{other.pk}/"' not in coming for other in (later, queued))
    assert f'href="/visits/{visit.pk}/"' in home
    assert f'href="/visits/{later.pk}/"' not in home
    assert 'id="coming"' not in client_of(factories.a_user(role="technician")).get("/agenda/mine/").content.decode()


def test_arriving_on_another_day_asks(client_of, technician, booked, todays):
    """M30: whoever means it says so; of today's nothing is asked."""
    visit, browser = booked(), client_of(technician)
    here = f"/visits/{visit.pk}/"
    start_travel(visit, by=technician)

    assert f'href="{here}arrival/"' in browser.get(here).content.decode()
    browser.post(f"{here}arrival/?back=mine")
    assert Visit.objects.get(pk=visit.pk).state == "travelling"
    asks = browser.get(f"{here}arrival/").content.decode()
    assert "It is booked for" in asks
    assert f'href="{here}time/"' in asks
    browser.post(f"{here}arrival/", {"any_day": "1"})
    assert Visit.objects.get(pk=visit.pk).state == "arrived"
    assert browser.get(f"{here}arrival/")["Location"] == here

    other = todays()
    start_travel(other, by=technician)
    assert f'action="/visits/{other.pk}/arrival/' in browser.get(f"/visits/{other.pk}/").content.decode()


def test_changing_the_zone_shows_what_would_move(client_of, owner, booked, tomorrow):
    """M30: before it is done; nothing of it where the wall's clock stays."""
    visit, browser = booked(hour=time(23), minutes=30), client_of(owner)
    factories.a_ticket()

    def sent(**more):
        kept = {
            name: "" if value is None else value
            for name, value in initial_of(Company.the()).items()
            if value is not False
        }
        written = {"fine_bp": "0", "interest_bp": "0", "version": Company.the().version}
        return browser.post("/settings/company/", kept | written | more)

    told = unescape(browser.get("/settings/company/", {"zone": "America/Sao_Paulo"}).content.decode())
    assert "1 booked visit would stand at another hour" in told
    assert re.search(rf"{visit} [^→]+ 23:00 → [^→]+ 00:00", told)
    assert "1 open ticket would be due at another hour" in told
    assert "booked visit" not in browser.get("/settings/company/", {"zone": "America/La_Paz"}).content.decode()
    refused = sent(zone="America/Sao_Paulo")
    assert refused.status_code == 422
    asked = unescape(refused.content.decode())
    assert "1 booked visit would stand at another hour" in asked
    assert 'value="zone-America/Sao_Paulo"' in asked
    assert sent(zone="America/Sao_Paulo", answers="zone-Europe/Madrid").status_code == 422
    assert Company.the().zone == "America/Caracas"
    assert sent(zone="America/Sao_Paulo", answers="zone-America/Sao_Paulo").status_code == 303
    assert Company.the().zone == "America/Sao_Paulo"


def test_the_zone_is_asked_about_whoever_changes_it(owner, booked):
    """M30: by the action itself; where nothing would show another hour it asks nothing."""
    booked(hour=time(23), minutes=30)
    company = Company.the()
    facts = CompanyFacts.of(company)
    with pytest.raises(Question, match="1 booked visit") as asked:
        edit_company(company, facts=replace(facts, zone="America/Sao_Paulo"), version=company.version, by=owner)
    assert (asked.value.at, Company.the().zone) == ("zone", company.zone)

    edit_company(company, facts=replace(facts, zone="America/La_Paz"), version=company.version, by=owner)

    assert Company.the().zone == "America/La_Paz"
