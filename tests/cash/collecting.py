"""How tests of the cash's pages name an account, a way of paying and a day, and read what a page says."""

import re
from datetime import timedelta
from html import unescape

from django.utils import timezone

from tests.forms_in_pages import forms_of

ALL_DAYS = {"from": "", "to": ""}


def page_of(order):
    return f"/cash/accounts/{order.charge_id}/"


def option_key(method, currency="USD"):
    return f"{method.pk}-{currency}"


def a_tender(row=0, **facts):
    """What one tender is called on the page."""
    return {f"tenders-{row}-{name}": typed for name, typed in facts.items()}


def text(answer):
    return answer.content.decode()


def plain(answer):
    """What is read on the page; of the sums of a form, what takes their place."""
    page = text(answer).rpartition("<main")[2] or text(answer)
    page = re.sub(r"<(\w+) [^>]*hx-swap-oob.*", "", page, flags=re.S) if "<main" not in text(answer) else page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())


def form_on(answer):
    """The form with which money is registered."""
    forms = forms_of(text(answer), answer.request["PATH_INFO"])
    return next(form for form in forms if "tenders-0-amount" in form.fields)


def typed(answer):
    """What stands in its fields."""
    return {name: one.values[0] for name, one in form_on(answer).fields.items() if one.values and one.values[0]}


def beside(answer, field):
    """The sentence at a field."""
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</p>', text(answer), re.S)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).replace("\xa0", " ").strip() if found else ""


# --- the list of payments -------------------------------------------------------------------------------------


def noon(days=0):
    """The middle of a day: 0 is today, -1 yesterday."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)


def day(days=0):
    return noon(days).date().isoformat()


def read(browser, **query):
    return browser.get("/cash/", query).content.decode()


def receipts(browser, **query):
    """The numbers of the rows, in their order."""
    return [
        int(number)
        for number in re.findall(r'<a class="first" href="/cash/\d+/">R-(\d{6})</a>', read(browser, **query))
    ]
