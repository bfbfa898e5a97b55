"""Bad input on every form of every page: never a server error; what is refused says why, keeps what was
typed and leaves nothing behind; one effect per click; two people do not overwrite each other.

A new page is covered by itself. Half of what a field should not be given is tried on SQLite, the other half on
PostgreSQL; `FAENA_FUZZ=all` tries every payload in every field."""

import copy
import itertools
import os
import zlib
from contextlib import contextmanager
from urllib.parse import quote, urlencode
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.client import encode_multipart

from faena.cash.actions import MOST_TENDERS
from faena.journal.context import KEY_FIELD, new_key
from faena.lib.text import clean
from tests import factories
from tests import routes as house
from tests.fingerprint import fingerprint
from tests.forms_in_pages import Field, PageForm, forms_of
from tests.world import StaffClient, sign_in

pytestmark = pytest.mark.slow("each form of each page, some forty ways each")

PAYLOADS = {
    "empty": "",
    "spaces": "   ",
    "one sign": "x",
    "long": "A" * 5_000,
    "100 kB": "ñ " * 33_000,
    "script": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "template": "{{7*7}}{% load x %}${7*7}#{7*7}",
    "format": "%s%n%(name)s{0.__class__}%",
    "sql": "'; DROP TABLE cash_payment; --",
    "rtl": "abc\u202egnp.exe\u2066x\u2069\u200f",
    "nul": "a\x00b\x00",
    "controls": "a\x01\x08\x1b[31m\x7f\x85b",
    "emoji": "👩‍🔧🏳️‍🌈 ﷽ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯A",
    "lines": "one\r\ntwo\r\rthree\nBcc: x@example.org",
    "huge number": "9" * 40,
    "over 64 bit": str(2**64 + 1),
    "negative": "-1",
    "not a number": "NaN",
    "infinity": "1e309",
    "hex": "0x10",
    "digits of others": "١٢٣",
    "superscript": "²",
    "comma and point": "1.234,56",
    "formula": "=1+1",
    "list": "[]",
    "json": '{"a": 1}',
    "path": "../../../etc/passwd",
    "address": "javascript:alert(1)",
    "no date": "2026-02-30T25:61",
    "far date": "9999-12-31T23:59",
    "year one": "0001-01-01",
    "mail": "a@b@c",
    "other id": "999999999",
}
EVERYTHING = os.environ.get("FAENA_FUZZ") == "all"
EACH_FIELD = len(PAYLOADS) if EVERYTHING else 4
FINE = {302, 303, 400, 403, 404, 405, 409, 413, 422, 429}

# Their answer is not a page of the house's own: signing out, and the two switches of the frame.
SKIPPED_ACTIONS = ("/sign-out/", "/language/", "/theme/", "/me/language/")
FILES = ("/report/", "/refused/")  # forms whose answer is a file and which carry no field
PAGES = [route for route in house.routes() if route.door]
ROOMS = {
    room: list(pages)
    for room, pages in itertools.groupby(
        sorted(PAGES, key=lambda route: route.name), key=lambda route: route.name.partition(":")[0].partition("_")[0]
    )
}


@pytest.fixture
def things(world):
    return world.things


@pytest.fixture
def owner(world):
    return world.people["owner"]


def test_an_address_with_an_impossible_number_is_not_found(things, owner):
    """Wider than the database's own numbers: a page that is not there, not an error."""
    browser = sign_in(owner)
    for route in PAGES:
        numbers = [part for part, kind in route.parts.items() if kind == "IntConverter"]
        for part in numbers:
            for number in (0, 2**63, 2**64, 10**30):
                answer = browser.get(route.url(things.values(route) | {part: number}))
                assert answer.status_code in {404, 405}, f"{route} {part}={number}"


def test_odd_addresses_and_headers_do_no_harm(things, owner):
    browser = sign_in(owner)
    for odd in ("/%00/", "/customers/%2e%2e/", "/orders/-1/", "/t/" + "x" * 5000 + "/", "/orders/1%0d%0aX: y/"):
        assert browser.get(odd).status_code == 404, odd
    for headers in (
        {"accept-language": "x" * 50_000},
        {"accept-language": "es;q=abc, %00"},
        {"x-forwarded-for": "'; --"},
        {"range": "bytes=-1-5"},
    ):
        assert browser.get("/", headers=headers).status_code == 200, headers
    browser.cookies["language"] = "klingon"
    browser.cookies["theme"] = "<script>"
    page = browser.get("/")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("</head>")[0].replace("<script src", "")


ODD_NAMES = {"q", "page", "stage", "state", "sort", "next", "size", "name", "customer", "device"}


@pytest.mark.parametrize("room", ROOMS)
def test_odd_questions_to_a_page_are_answered(room, things, owner):
    """Filters, sorts and cursors that nobody offered."""
    browser, faults = sign_in(owner), []
    for route in ROOMS[room]:
        page = open_page(browser, things.url(route))
        names = ODD_NAMES | {name for form in page if form.method == "get" for name in form.fields}
        for odd in ("script", "nul", "huge number", "long", "superscript") if page else ():
            answer = browser.get(things.url(route), dict.fromkeys(sorted(names - {KEY_FIELD}), PAYLOADS[odd]))
            if answer.status_code >= 500 or PAYLOADS["script"] in answer.content.decode():
                faults.append(f"{route} asked for {odd}: {answer.status_code}")
    assert faults == []


# --- forms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_bad_input_is_answered_with_a_sentence(room, things, owner, visitor):
    """Each field of each form with what nobody should type, one at a time."""
    staff = sign_in(owner)
    before, faults = fingerprint(), []
    for route in ROOMS[room]:
        browser = staff if route.door.kind == "staff" else visitor
        for form in post_forms(browser, things.url(route)):
            tried = list(mutations(form, seed=str(route)))
            half = tried if EVERYTHING else tried[connection.vendor == "postgresql" :: 2]
            for place, (what, bad) in enumerate(half):
                answer = press(browser, form.action, bad, look=place % 5 == 0)
                fault = wrong(answer, form, bad, before)
                if fault:
                    faults.append(f"{form.action} {what}: {answer.status_code} {fault}")
    assert faults == []


def wrong(answer, form: PageForm, bad: dict[str, list[str]], before) -> str:
    """What is the matter with an answer; nothing when it is as it should be."""
    if answer.status_code not in FINE:
        return "is no answer"
    if answer.status_code >= 400 and answer.after not in (None, before):
        return "left something behind"
    if answer.status_code == 422 and not says_why(answer):
        return "says no sentence"
    return lost(answer, form, bad) if answer.status_code == 422 else ""


@pytest.mark.parametrize("room", ROOMS)
def test_a_double_click_has_one_effect(room, things, owner):
    """The same form twice, as a double click, a reload or the back button sends it."""
    browser = sign_in(owner)
    for route in ROOMS[room]:
        for form in post_forms(browser, things.url(route)):
            if route.door.repeatable or route.door.kind != "staff":
                continue
            data = plausible(form) | {KEY_FIELD: [new_key()]}
            with undone(browser):
                first = send(browser, form.action, data)
                once = fingerprint()
                second = send(browser, form.action, data)
                again = fingerprint()
            if first.status_code == 303:
                assert (second.status_code, second["Location"]) == (303, first["Location"])
            assert again == once, f"{form.action} twice"


@pytest.mark.parametrize("room", ROOMS)
def test_two_people_who_edit_do_not_overwrite_each_other(room, things, owner):
    """A stale page: the second one keeps what he typed, and is told that another was first."""
    here, there = sign_in(owner), sign_in(owner)
    for route in ROOMS[room]:
        for form in post_forms(here, things.url(route)):
            typed = [one for one in form.fields.values() if one.kind in {"text", "textarea"}]
            if "version" not in form.fields or not typed:
                continue
            name, good = typed[0].name, plausible(form)
            money = any(part in name for part in ("value", "amount", "price"))
            one, other = ("71.00", "72.00") if money else ("Changed here", "Changed there")
            with undone(here, there):
                first = send(here, form.action, good | {name: [one], KEY_FIELD: [new_key()]})
                second = send(there, form.action, good | {name: [other], KEY_FIELD: [new_key()]})
            if first.status_code == 303:
                assert second.status_code == 422, f"{form.action}: a stale page was saved"
                assert other in field_value(second, name)
                assert says_why(second)


def test_the_fuzzer_reaches_what_it_should(things, owner):
    """Plausible input is accepted by most forms, or the rest of this file would only try the door handles."""
    browser, refused, accepted = sign_in(owner), {}, set()
    for route in PAGES:
        if route.door.kind == "staff":
            for form in post_forms(browser, things.url(route)):
                answer = press(browser, form.action, plausible(form), files=files_for(form))
                if answer.status_code == 303:
                    accepted.add(form.action)
                else:
                    refused[form.action] = answer.status_code

    assert len(accepted) >= 0.75 * len(accepted | set(refused)), refused  # backups and imports need more than a form


def files_for(form: PageForm):
    """What has to be sent with it."""
    pdf, names = ("offer.pdf", b"%PDF-1.7\n"), [one.name for one in form.fields.values() if one.kind == "file"]
    return {name: SimpleUploadedFile(*pdf) for name in names if name == "attachments" and form.fields[name].required}


NO_PICTURES = {
    "no picture": ("photo.jpg", b"This is no picture."),
    "empty": ("photo.png", b""),
    "a page": ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "cut off": ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01"),
    "long name": ("../" + "x" * 300 + ".jpg\r\nX: y", b"\xff\xd8\xff"),
}


NO_ATTACHMENTS = {
    "empty": ("offer.pdf", b""),
    "a page": ("offer.pdf", b"<html><script>alert(1)</script>"),
    "a program": ("abc\u202efdp.exe", b"MZ\x90\0\x03"),
    "too big": ("offer.pdf", b"%PDF-" + b"\0" * 10 * 2**20),
    "any ZIP": ("../../offer.docx", b"PK\x03\x04" + b"\0" * 60),
    "long name": ("x" * 200 + ".pdf", b"\x7fELF"),
}


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(things, owner):
    browser, seen, faults, before = sign_in(owner), 0, [], fingerprint()
    for route in PAGES:
        for form in post_forms(browser, things.url(route)) if route.door.kind == "staff" else ():
            for name in [one.name for one in form.fields.values() if one.kind == "file"]:
                seen += 1
                for kind, content in (NO_ATTACHMENTS if name == "attachments" else NO_PICTURES).items():
                    file = SimpleUploadedFile(*content, content_type="image/jpeg")
                    answer = press(browser, form.action, plausible(form), files={name: file}, look=True)
                    has_sentence = answer.status_code == 422 and says_why(answer) and answer.after == before
                    if not has_sentence and answer.status_code != 303:
                        faults.append(f"{form.action} {name} {kind}: {answer.status_code}")
    assert faults == []
    assert seen


# --- how it asks ------------------------------------------------------------------------------------------------


# The world of a whole file (its transaction) → (who looks, address) → forms. Each test undoes what it did, so that a
# page has the same forms for all of them.
SEEN: "WeakKeyDictionary[object, dict[tuple[str, str], list[PageForm]]]" = WeakKeyDictionary()


def open_page(browser: StaffClient, url: str) -> list[PageForm]:
    """The forms of a page; none when it is not there or is no page."""
    seen = SEEN.setdefault(connection.atomic_blocks[0], {})
    who = "owner" if settings.SESSION_COOKIE_NAME in browser.cookies else "visitor"
    if (who, url) not in seen:
        page = browser.get(url)
        is_page = page.status_code == 200 and "html" in page["Content-Type"]
        seen[who, url] = forms_of(page.content.decode(), url) if is_page else []
    return seen[who, url]


def post_forms(browser: StaffClient, url: str) -> list[PageForm]:
    """Those that change something, each once."""
    found = {(form.action, tuple(form.fields)): form for form in open_page(browser, url) if form.method == "post"}
    kept = [form for form in found.values() if form.id != "export" and not form.action.startswith(SKIPPED_ACTIONS)]
    return [form for form in kept if not form.action.endswith(FILES)]


@contextmanager
def undone(*browsers: StaffClient):
    """What happens inside is rolled back, and the browsers forget it."""
    cookies = [copy.deepcopy(browser.cookies) for browser in browsers]
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for browser, kept in zip(browsers, cookies, strict=True):
        browser.cookies = kept


def press(browser: StaffClient, action: str, data: dict[str, list[str]], *, files=None, look: bool = False):
    """Send it and undo it. `look`: the answer carries `after`, the state of the database after a refusal."""
    browser.raise_request_exception = False
    with undone(browser):
        answer = send(browser, action, data | {KEY_FIELD: [new_key()]}, files)
        answer.after = fingerprint() if look and answer.status_code >= 400 else None
    return answer


def send(browser: StaffClient, action: str, data: dict[str, list[str]], files=None):
    if files:
        body = encode_multipart("limit", {**data, **files})
        return browser.generic("POST", action, body, "multipart/form-data; boundary=limit")
    body = urlencode(data, doseq=True, quote_via=lambda text, *_: quote(text.encode("utf-8", "surrogatepass"), safe=""))
    return browser.generic("POST", action, body, "application/x-www-form-urlencoded")


def mutations(form: PageForm, *, seed: str):
    """(what was done, the data), one field at a time. Which payloads a field gets is fixed by its name."""
    names, good = list(PAYLOADS), plausible(form)
    for one in form.fields.values():
        if one.name in {"csrfmiddlewaretoken", KEY_FIELD} or one.kind == "file":
            continue
        start = zlib.crc32(f"{seed} {one.name}".encode()) % len(names)
        for place in range(EACH_FIELD):
            kind = names[(start + place * 5) % len(names)] if len(names) > EACH_FIELD else names[place]
            yield f"{one.name}={kind}", good | {one.name: [PAYLOADS[kind]]}
        yield f"{one.name}=lone surrogate", good | {one.name: ["a\ud800b"]}
        yield f"without {one.name}", {name: value for name, value in good.items() if name != one.name}
        yield f"{one.name} twice", good | {one.name: [*good.get(one.name, []), "second"]}
        if one.is_typed and one.longest:
            yield f"{one.name}=full", good | {one.name: ["W" * one.longest]}
            yield f"{one.name}=ligatures", good | {one.name: ["\ufdfa" * one.longest]}
    full = {
        one.name: ["W" * one.longest]
        for one in form.fields.values()
        if one.kind in {"text", "textarea"} and one.longest
    }
    yield "everything full", good | full
    yield "nothing at all", {}
    yield "more than asked", good | {"role": ["master"], "is_active": ["1"], "id": ["1"], "pk": ["1"]}


def plausible(form: PageForm) -> dict[str, list[str]]:
    """What a person would type into it."""
    data = form.data
    data.pop("csrfmiddlewaretoken", None)
    for one in form.fields.values():
        value = (data.get(one.name) or [""])[0]
        if one.kind in {"select", "radio"} and not value:
            chosen = next((option for option in one.options if option), "")
            if chosen and (one.required or one.kind == "radio"):
                data[one.name] = [chosen]
        elif one.kind == "checkbox" and one.required:
            data[one.name] = one.options[:1]
        elif one.is_typed and not value:
            data[one.name] = [words_for(one)]
    return data


TYPED = {
    "mail": "somebody.else@example.org",
    "phone": "+58 412 5551234",
    "amount": "5.00",
    "value": "60.00",
    "price": "60.00",
    "rate": "246.50",
    "days": "30",
    "hours": "12",
    "minutes": "60",
    "position": "1",
    "mac": "AC:84:C6:12:34:56",
    "ip": "10.20.3.4",
    "mbps": "100",
}
FURTHER_TENDERS = tuple(f"tenders-{row}-" for row in range(1, MOST_TENDERS))
LEFT_EMPTY = ("advance", "hour", *FURTHER_TENDERS, "document", "promised", "tax", "unlock", "key", "signer")
OF_KIND = {
    "email": TYPED["mail"],
    "number": "1",
    "date": "2026-12-24",
    "datetime-local": "2026-12-24T10:00",
    "time": "10:00",
}


def words_for(one: Field) -> str:
    """What a person would type into an empty field."""
    name = one.name.casefold()
    if one.kind == "password":
        return factories.PASSWORD if "old" in name or "current" in name else "another long password 9"
    if not one.required and any(part in name for part in LEFT_EMPTY):
        return ""
    for part, typed in TYPED.items():
        if part in name:
            return typed
    return OF_KIND.get(one.kind, f"Typed {one.name}")


def says_why(answer) -> bool:
    html = answer.content.decode()
    return 'role="alert"' in html or "field-error" in html


def lost(answer, form: PageForm, bad: dict[str, list[str]]) -> str:
    """The field in which what was typed is gone, but for what cannot be seen; a password never comes back."""
    fields = {name: one for each in back(answer) if each.action == form.action for name, one in each.fields.items()}
    for name, values in bad.items():
        shown = fields.get(name)
        if shown is None or not shown.is_typed or shown.kind == "password" or len(values) != 1:
            continue
        arrived = values[0].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        if clean(arrived).split() != clean((shown.values or [""])[0]).split():
            return f"lost {name}"
    return ""


def back(answer) -> list[PageForm]:
    return forms_of(answer.content.decode(), answer.request["PATH_INFO"])


def field_value(answer, name: str) -> str:
    return next((form.fields[name].values[0] for form in back(answer) if name in form.fields), "")
