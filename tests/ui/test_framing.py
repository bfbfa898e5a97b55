"""The frame is kept for each way it can look, and never shows what another reader or an earlier moment was shown."""

import re

from faena.accounts.models import User
from faena.company.models import Company
from faena.ui import framing
from tests import factories


def page(browser, address="/"):
    return browser.get(address).content.decode()


def test_two_readers_see_themselves(client_of, clerk, technician):
    first, second = client_of(clerk), client_of(technician)

    for browser, own, other in ((first, clerk, technician), (second, technician, clerk), (first, clerk, technician)):
        html = page(browser)
        assert own.email in html
        assert other.email not in html


def test_what_changes_is_seen_at_once(client_of, clerk):
    """One after the other: each of them is part of the key."""
    browser, him = client_of(clerk), User.objects.filter(pk=clerk.pk)
    assert "<strong>Clara Clerk</strong>" in page(browser)

    him.update(name="Clara Other")
    assert "<strong>Clara Clerk</strong>" not in page(browser)

    him.update(email="other@shop.test")
    assert "<small>other@shop.test</small>" in page(browser)

    him.update(photo=factories.a_file(author=clerk))
    assert 'class="face face-md" src="/users/' in page(browser)

    Company.objects.update(name="Taller Nuevo")
    assert "Taller Nuevo</span>" in page(browser)

    him.update(language="pt-br")
    assert "Sair" in page(browser)


def test_a_role_that_may_less_loses_its_entries_and_a_module_that_is_off_too(client_of, owner):
    browser = client_of(owner)
    assert 'href="/users/"' in page(browser)

    User.objects.filter(pk=owner.pk).update(role="technician")
    assert 'href="/users/"' not in page(browser)
    assert 'href="/orders/"' in page(browser)

    Company.objects.update(has_workshop=False, has_care=True)
    assert 'href="/orders/"' not in page(browser)


def test_the_look_and_the_page_itself_are_those_of_the_request(client_of, clerk):
    browser = client_of(clerk)
    browser.cookies["theme"] = "dark"
    page(browser, "/customers/")
    browser.cookies["theme"], browser.cookies["text"], browser.cookies["side"] = "light", "large", "rail"

    html = page(browser, '/customers/?q="><b>')

    for chosen in ("light", "large", "wide"):  # the fold of the side bar is pressed, and offers the other
        assert re.search(rf'value="{chosen}"[^>]* aria-pressed="true"', html)
    assert 'data-theme="light" data-text="large" data-side="rail"' in html
    assert (
        html.count('name="next" value="/customers/?q=%22%3E%3Cb%3E"') == 7
    )  # theme, size and language, twice, and the side bar
    assert re.search(r'<a class="side-link" href="/customers/" title="Customers" aria-current="page"', html)
    assert framing.HERE not in html


def test_the_forms_of_the_frame_carry_the_token_of_their_page(client_of, clerk):
    browser = client_of(clerk)
    first, second = (set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', page(browser))) for _ in range(2))

    assert len(first) == len(second) == 1
    assert first != second
    assert str(framing.TOKEN) not in page(browser)


def test_no_more_are_kept_than_fit(client_of, clerk, monkeypatch):
    monkeypatch.setattr(framing, "MOST", 3)
    browser = client_of(clerk)
    for name in ("One", "Two", "Three"):
        User.objects.filter(pk=clerk.pk).update(name=name)
        assert f"<strong>{name}</strong>" in page(browser)

    assert len(framing._kept) <= 3


def tabs_of(user, client_of):
    """The words of the tab bar and of what "+" opens."""
    html = page(client_of(user))
    bar = re.search(r'<nav class="tabbar".*?</nav>', html, re.DOTALL)[0]
    begin = re.search(r'id="begin".*?</ul>', html, re.DOTALL)[0]
    return re.findall(r"<span>([^<]+)</span>", bar), re.findall(r"<span>([^<]+)</span>", begin)


def test_the_tab_bar_of_a_phone_has_what_its_role_does_most(client_of, owner, clerk, seller, technician):
    factories.the_company(has_care=True)

    assert tabs_of(owner, client_of)[0] == ["Home", "Orders", "Tickets", "More"]
    assert tabs_of(clerk, client_of)[0] == ["Home", "Orders", "Cash", "More"]
    assert tabs_of(seller, client_of)[0] == ["Home", "Customers", "Orders", "More"]
    assert tabs_of(technician, client_of)[0] == ["Home", "Orders", "Agenda", "More"]
    Company.objects.update(has_workshop=False)
    assert tabs_of(clerk, client_of)[0] == ["Home", "Cash", "Tickets", "More"]


def test_plus_offers_what_one_may_begin(client_of, clerk):
    factories.the_company(has_care=True)
    assert tabs_of(clerk, client_of)[1] == ["New order", "New ticket", "New customer", "Take payment"]

    Company.objects.update(has_care=False)
    assert tabs_of(clerk, client_of)[1] == ["New order", "New customer", "Take payment"]
