"""C15, C19: the agenda with the thumb and on a desk: from a ticket over the calendar to the visit, a technician's day
from the road to the end, the month and the day by who goes."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits, speak
from tests.browser.test_pages import in_days, look_at
from tests.browser.test_tickets import TARGET, small, tickets_of

CHIRINOS = "/customers/?q=chirinos"


def test_from_a_ticket_over_the_calendar_to_a_visit_on_a_phone(browsing):
    """C15: in Portuguese, in this order: Agenda, tap a day, fill in, save; the ticket shows it."""
    page = browsing(PHONE, who="operator", locale="pt-BR")
    speak(page, "pt-br")
    tickets_of(page, CHIRINOS)
    page.locator(".list .at-title a").first.click()
    page.wait_for_url(re.compile(r"/tickets/\d+/$"))
    ticket = page.url
    page.goto(page.locator(".bottombar a[href$='/visits/new/']").get_attribute("href"))
    expect(page.locator("main")).to_contain_text("Toque no dia da visita.")
    expect(page.locator(".booking-form")).to_be_hidden()
    assert fits(page)
    on = in_days(6)
    if page.locator(f"a.day-link[href*='on={on}']").count() == 0:
        page.locator(".month-head a[rel=next]").click()
    cell = page.locator(f"a.day-link[href*='on={on}']").first
    assert cell.bounding_box()["height"] >= TARGET
    cell.click()

    expect(page.locator(".booking-month")).to_be_hidden()
    expect(page.locator("#id_on")).to_have_value(on.isoformat())
    expect(page.locator("#id_address")).not_to_have_value("")
    assert fits(page)
    assert small(page) == []
    page.fill("#id_hour", "09:30")
    page.select_option("#id_kind", index=2)
    page.select_option("#id_goes", label="Rosa Milano")
    page.fill("#id_notes", "Levar escada.")
    page.locator(".form-ways .btn-primary").click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))

    expect(page.locator("h1")).to_have_text(re.compile(r"V-\d{6}"))
    for text in ("09:30–10:30", "Rosa Milano", "Levar escada.", "Wilmer Chirinos", "Agendada"):
        expect(page.locator("main")).to_contain_text(text)
    assert fits(page)
    assert small(page) == []
    visit = page.url
    page.goto(ticket)
    expect(page.locator("#rail-due")).to_contain_text("09:30–10:30")
    assert look_at(page, [visit, f"{ticket}visits/new/", f"{ticket}visits/new/?on={on}", f"/agenda/{on}/"]) == []
    page.goto(f"/agenda/{on}/")
    expect(page.locator(".lanes")).to_be_hidden()
    assert small(page) == []


def book_evening(page, customer, goes, on):
    """The address of the visit."""
    page.goto(f"/customers/?q={customer}")
    record = page.locator("#results .at-title a, .list .at-title a").first.get_attribute("href")
    page.goto(f"{record}visits/new/?on={on}#form")
    page.locator(".choice", has_text="Noite").click()
    expect(page.locator("#id_hour")).to_be_hidden()
    page.select_option("#id_kind", index=1)
    page.select_option("#id_goes", label=goes)
    page.fill("#id_address", "Calle Uno 7")
    page.locator(".form-ways .btn-primary").click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    return urlsplit(page.url).path


def test_a_technicians_day_on_a_phone(browsing):
    """C19: in Portuguese: Iniciar deslocamento → Cheguei → Concluída, large buttons, the one under way first."""
    page = browsing(PHONE, who="technician2", locale="pt-BR")
    speak(page, "pt-br")
    with timezone.override("America/Caracas"):
        is_over = timezone.localtime().hour >= 21  # then the steps are pressed on the visit itself
    visit = book_evening(page, "anzola", "Rosa Milano", in_days(1 if is_over else 0))
    here = visit if is_over else "/agenda/mine/"
    card = page.locator(".bottombar" if is_over else f"article.visit:has(a[href='{visit}'])")
    page.goto("/agenda/")
    page.wait_for_url("**/agenda/mine/")
    assert fits(page)
    assert small(page) == []
    assert look_at(page, ["/agenda/mine/"]) == []

    page.goto(here)
    card.get_by_text("Iniciar deslocamento").click()
    page.wait_for_url(f"**{here}")
    arrived = card.locator(":is(.btn-primary, .is-primary)", has_text="Cheguei")
    assert arrived.bounding_box()["height"] >= TARGET

    page.goto(visit)
    bar = page.locator(".bottombar")
    assert all(box.bounding_box()["height"] >= TARGET for box in bar.locator(".bar-item").all())
    bar.locator(".is-primary", has_text="Cheguei").click()
    if is_over:  # it is tomorrow's, which is asked
        page.get_by_text("Já estou lá mesmo assim").click()
    page.wait_for_url(f"**{visit}")
    expect(bar.get_by_text("Não realizada")).to_be_visible()
    assert fits(page)

    page.goto(here)
    card.locator(":is(.btn-primary, .is-primary)", has_text="Concluída").click()
    page.wait_for_url("**/completion/**")
    assert fits(page)
    assert small(page) == []
    finishing = page.url
    assert look_at(page, [f"{visit}failure/", finishing]) == []
    page.fill("#id_note", "Conector novo.")
    page.locator(".form-ways .btn-primary").click()
    page.wait_for_url(f"**{here}")

    page.goto(visit)
    expect(page.locator("main")).to_contain_text("Concluída")
    expect(page.locator("main")).to_contain_text("Conector novo.")
    assert look_at(page, [visit]) == []


def test_the_month_and_the_day_on_a_desk(browsing):
    """C15: in Spanish: the load of each day, a click to its lanes, back to the month, all by keyboard too."""
    page = browsing(DESK, who="operator")
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("a")
    today = in_days(0)
    page.wait_for_url(f"**/agenda/{today}/")
    page.locator(".agenda-views a", has_text="Mes").click()
    page.wait_for_url("**month=*")
    expect(page.locator(".is-today a")).to_have_attribute("aria-current", "date")
    expect(page.locator(".is-today a")).to_have_attribute("aria-label", re.compile(r": \d+ visitas"))
    assert fits(page)
    page.locator(".agenda-walk a[rel=next]").click()
    page.wait_for_url(f"**month={in_days(0).replace(day=1) + timedelta(days=32):%Y-%m}")
    page.go_back()
    page.locator(".is-today a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/agenda/{today}/")

    for name in ("Rosa Milano", "Teo Rincón"):
        expect(page.locator(".lanes")).to_contain_text(name)
    expect(page.locator(".lanes .block").first).to_be_visible()
    expect(page.locator(".turns.has-chart")).to_be_hidden()
    assert fits(page)
    page.locator(".lanes .block").first.click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.wait_for_url(f"**/agenda/{today}/")
    page.keyboard.press("n")
    page.wait_for_url("**/new/")
    page.locator("[data-search]").fill("espiga")
    page.locator("#found .hit", has_text="Espiga").click()
    page.wait_for_url("**/visits/new/?on=*")
    expect(page.locator(".booking-month")).to_be_visible()
    expect(page.locator(".booking-form")).to_be_visible()
    assert fits(page)
    assert (
        look_at(
            page,
            [
                *("/agenda/?month=", f"/agenda/{today}/", f"/agenda/{today}/week/", "/agenda/mine/"),
                *("/agenda/absences/", "/agenda/feeds/", page.url, "/settings/visit-kinds/"),
            ],
        )
        == []
    )


def test_without_script_a_visit_is_booked_and_walked(browsing):
    """The calendar, the form and each step are plain links and forms."""
    page = browsing(PHONE, who="technician", java_script_enabled=False)
    page.goto("/customers/?q=piñango")
    record = page.locator(".list .at-title a").first.get_attribute("href")
    page.goto(f"{record}visits/new/")
    page.locator(".booking-month a[rel=next]").click()
    page.locator("a.day-link").last.click()
    page.locator(".choice", has_text="Tarde").click()
    page.select_option("#id_kind", index=1)
    page.select_option("#id_goes", label="Teo Rincón")
    page.fill("#id_address", "Calle Dos 8")
    page.locator(".form-ways .btn-primary").click()
    page.locator(".bottombar .is-primary").click()
    page.locator(".bottombar .is-primary").click()

    page.locator(".form-ways .btn-primary").click()  # it is of another day, so it asks

    expect(page.locator("main")).to_contain_text("En el sitio")
