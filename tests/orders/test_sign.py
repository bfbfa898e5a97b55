"""W9: the customer accepts the terms by a signature, drawn on screen or on paper; until then terms are pending."""

import json
import re
import time
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from faena.accounts.models import User
from faena.customers.models import Customer
from faena.gate.grants import GRANTS, Perm, Scope
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.journal.unit_of_work import Origin, unit_of_work
from faena.lib.errors import RuleBroken
from faena.lib.strokes import MOST_POINTS, MOST_SIGNS, as_svg, checked
from faena.orders.actions import close_order, sign_terms, void_order
from faena.orders.models import ServiceOrder, Signature, Stage
from tests import factories
from tests.world import race, won

STROKES = json.dumps(factories.STROKES)


@pytest.fixture
def order(customer):
    """Terms pending, of Saúl's Carmen, who reads English."""
    Customer.objects.update(language="en")
    customer.refresh_from_db()
    return factories.an_order(customer, terms=factories.some_terms("Ninety days."))


def sign(order, by, **facts):
    return sign_terms(order, **({"terms": order.terms_id, "signer": "Carmen", "strokes": STROKES} | facts), by=by)


# --- the action -------------------------------------------------------------------------------------------------


def test_a_drawn_signature_is_kept_as_vector(order, clerk):
    """W9: the order keeps version, hash, signer, time and strokes; the history tells it."""
    an_hour_ago = timezone.now() - timedelta(hours=1)

    with unit_of_work(Origin(happened_at=an_hour_ago)):
        signature = sign(order, clerk, signer="  Carmen  María ")

    signature.refresh_from_db()
    assert (signature.signer, signature.terms, signature.by) == ("Carmen María", order.terms, clerk)
    assert signature.strokes == factories.STROKES
    assert signature.happened_at == an_hour_ago < signature.at
    assert not ServiceOrder.objects.get(pk=order.pk).terms_pending
    event = Event.objects.get(verb="order.signed")
    assert event.facts["terms"] == order.terms.number
    assert event.facts["sha256"] == order.terms.sha256
    assert len(event.facts["strokes_sha256"]) == 64
    assert render_event(event).text == "Carmen María signed the terms on screen, version 1"


def test_a_signature_on_paper_counts_the_same(order, clerk):
    """W9: marked “signed on paper”."""
    signature = sign(order, clerk, strokes=None)

    assert signature.strokes is None
    assert not ServiceOrder.objects.get(pk=order.pk).terms_pending
    assert (
        render_event(Event.objects.get(verb="order.signed_on_paper")).text
        == "Carmen signed the terms on paper, version 1"
    )


def test_a_moment_to_come_is_now(order, clerk):
    with unit_of_work(Origin(happened_at=timezone.now() + timedelta(days=1))):
        signature = sign(order, clerk)

    assert signature.happened_at == signature.at


def test_it_is_signed_once(order, clerk):
    sign(order, clerk, strokes=None)

    with pytest.raises(RuleBroken, match="Carmen signed version 1 already"):
        sign(order, clerk)
    assert Signature.objects.get().strokes is None


@pytest.mark.django_db(transaction=True)
def test_of_two_signatures_at_once_one_is_kept(order, clerk):
    """W9: the order is locked first."""
    outcomes = race(lambda place: sign(ServiceOrder.objects.get(pk=order.pk), clerk, signer=f"C{place}"), 4)

    assert len(won(outcomes)) == 1
    assert all(isinstance(lost, RuleBroken) for lost in outcomes if isinstance(lost, BaseException)), outcomes
    assert Signature.objects.count() == 1
    assert Event.objects.filter(verb="order.signed").count() == 1


@pytest.mark.parametrize("ended", ["closed", "void"])
def test_an_order_at_its_end_is_not_signed(ended, order, clerk, customer):
    if ended == "closed":
        order = factories.a_closed_order(customer, terms=order.terms)
    else:
        order.stage = Stage.VOID
        order.save(update_fields=["stage"])

    with pytest.raises(RuleBroken):
        sign(order, clerk)


def test_there_must_be_terms_to_sign(clerk, customer):
    order = factories.an_order(customer)

    with pytest.raises(RuleBroken, match="no terms"):
        sign(order, clerk, terms=0)


def test_what_was_read_is_what_is_signed(order, clerk):
    """W9: the terms were renewed between reading and signing."""
    read = order.terms_id
    order.terms = factories.some_terms("Thirty days.")
    order.save(update_fields=["terms"])

    with pytest.raises(RuleBroken, match="version 2 by now"):
        sign(order, clerk, terms=read)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("signer", ["", "  ", "\u202e\u200b"])
def test_somebody_signs(signer, order, clerk):
    with pytest.raises(RuleBroken) as refused:
        sign(order, clerk, signer=signer)
    assert refused.value.at == "signer"


def test_an_order_is_not_closed_before_its_terms_are_signed(order, clerk):
    """W9: pending terms hold back closing, a signature lets it through; the closed order keeps it."""
    factories.a_payment(order.charge, amount=order.charge.amount)
    end = {"outcome": ServiceOrder.Outcome.REPAIRED, "work_done": "Dried.", "version": order.version, "by": clerk}
    with pytest.raises(RuleBroken, match="the terms are still to be signed"):
        close_order(order, **end)

    sign(order, clerk)

    assert close_order(order, **end).signed.signer == "Carmen"


# --- strokes --------------------------------------------------------------------------------------------------


def box(*lines, w=1000, h=500):
    return json.dumps({"w": w, "h": h, "lines": [*lines]})


LINE = [[10, 10], [200, 100], [300, 50], [400, 90], [500, 10]]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "  ",
        "x",
        "null",
        "[]",
        "{}",
        "9" * 5000,
        "[" * 50_000,
        '{"w": 1000, "h": 500}',
        box(),
        box([]),
        box(LINE, []),
        box([[10, 10]]),
        box([[10, 10]] * 50),
        box([[10, 10], [11, 11], [12, 12], [13, 13], [14, 14]]),
        box(LINE, w=0),
        box(LINE, w=4001),
        box(LINE, h=-500),
        box(LINE, w=1000.0),
        box(LINE, w=True),
        box(LINE, w="1000"),
        box(LINE, [[10.5, 10]]),
        box(LINE, [[True, 10]]),
        box(LINE, [[-1, 10]]),
        box(LINE, [[1001, 10]]),
        box(LINE, [[10, 501]]),
        box(LINE, [[10, 10, 10]]),
        box(LINE, ["ab"]),
        box(LINE, [{"0": 1}]),
        box(LINE, "lines"),
        box(LINE).replace("200", "NaN"),
        box(LINE).replace("200", "9" * 5000),
        box(LINE)[:-1] + ', "onload": "alert(1)"}',
        box(*[LINE] * (MOST_POINTS // 5 + 1)),
        box(LINE) + " " * MOST_SIGNS,
    ],
)
def test_what_is_no_drawing_is_refused_with_a_sentence(raw):
    """W9: nothing, garbage, a dot, numbers beside the box, and what has no end."""
    with pytest.raises(RuleBroken) as refused:
        checked(raw)
    assert refused.value.sentence


def test_the_largest_drawing_is_taken():
    full = json.dumps({"w": 1000, "h": 500, "lines": [LINE * (MOST_POINTS // 5)]}, separators=(",", ":"))

    assert len(full) <= MOST_SIGNS
    assert sum(map(len, checked(full)["lines"])) == MOST_POINTS


def test_it_is_drawn_smoothly():
    """W9: the same vector on pages and paper."""
    drawn = ElementTree.fromstring(as_svg({"w": 400, "h": 200, "lines": [[[1, 2]], [[0, 0], [9, 9]], LINE[:4]]}))

    assert drawn.attrib["viewBox"] == "0 0 400 200"
    paths = [path.attrib["d"] for path in drawn.iter("{http://www.w3.org/2000/svg}path")]
    assert paths == ["M1 2 h.1", "M0 0 L9 9", "M10 10 Q200 100 250 75 Q300 50 350 70 L400 90"]


# --- the pages ------------------------------------------------------------------------------------------------


def test_the_customer_reads_the_terms_and_signs(client_of, clerk, order):
    """W9: the pinned text, the name filled in, and the drawing on the sheet afterwards."""
    page, path = client_of(clerk), f"/orders/{order.pk}/signature/"
    text = page.get(path).content.decode()
    assert "<p>Ninety days.</p>" in text
    assert 'value="Carmen Customer"' in text

    facts = {"terms": order.terms_id, "signer": "Carmen", "strokes": STROKES, "way": "screen"}
    assert page.post(path, facts)["Location"] == path
    thanks = page.get(path).content.decode()
    assert "Thank you, Carmen" in thanks
    assert "<nav" not in text + thanks

    sheet = page.get(f"/orders/{order.pk}/").content.decode()
    assert "Signed on screen by Carmen" in sheet
    assert f'src="/orders/{order.pk}/signature.svg"' in sheet
    assert f"/orders/terms/{order.terms_id}/" in sheet
    assert "Terms pending" not in sheet
    assert "already" in page.post(path, facts).content.decode()


def code_of(page, order):
    """Where the code on the staff's screen leads."""
    shown = page.get(f"/orders/{order.pk}/signature/phone/").content.decode()
    return re.search(r"(/s/[^/]+/)", shown)[1]


def test_the_customer_signs_on_his_own_phone(client_of, clerk, order, visitor):
    """W9: by a code that opens these terms alone; once he has signed it only thanks him, and the counter sees it."""
    page = client_of(clerk)
    link = code_of(page, order)
    facts = {"terms": order.terms_id, "signer": "Carmen", "strokes": STROKES}

    asked = visitor.get(link)
    assert "<p>Ninety days.</p>" in asked.content.decode()
    assert (asked["Cache-Control"], asked["Referrer-Policy"]) == ("private, no-store", "same-origin")
    empty = visitor.post(link, facts | {"strokes": ""})
    assert (empty.status_code, "Draw the signature first." in empty.content.decode()) == (422, True)
    assert visitor.post(link, facts).status_code == 303

    assert "Thank you, Carmen" in visitor.get(link).content.decode()
    assert "Thank you" in visitor.post(link, facts | {"signer": "Pepe"}).content.decode()
    assert Signature.objects.get().signer == "Carmen"
    assert Event.objects.get(verb="order.signed_on_own_phone").author == clerk
    assert "Carmen has signed." in page.get(f"/orders/{order.pk}/signature/phone/").content.decode()


@pytest.mark.parametrize("end", ["time", "terms", "staff", "rights", "sign", "closed"])
def test_a_code_to_sign_ends(client_of, clerk, owner, order, visitor, end, monkeypatch):
    """W9: after some minutes, with other terms, with whoever showed it; what is not ours never began."""
    link = code_of(client_of(clerk), order)
    facts = {"terms": order.terms_id, "signer": "Carmen", "strokes": STROKES}
    if end == "time":
        later = time.time() + 16 * 60
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    elif end == "terms":
        ServiceOrder.objects.update(terms=factories.some_terms("Thirty days."))
    elif end == "staff":
        User.objects.filter(pk=clerk.pk).update(is_active=False)
    elif end == "rights":
        monkeypatch.setitem(GRANTS[Perm.ORDER_EDIT], clerk.role, Scope.NONE)
    elif end == "sign":
        link = link[:-2] + ("A" if link[-2] != "A" else "B") + "/"
    else:
        void_order(order, reason="Twice", version=order.version, by=owner)

    answer = visitor.post(link, facts)

    assert answer.status_code in (403, 404, 422)
    assert not Signature.objects.exists()


def test_without_a_drawing_the_same_form_notes_a_signature_on_paper(client_of, clerk, order):
    """W9: the way for keyboards and for pages without script; a drawing that lay there is not kept."""
    page = client_of(clerk)
    facts = {"terms": order.terms_id, "signer": "Carmen", "strokes": STROKES, "way": "paper"}

    assert page.post(f"/orders/{order.pk}/signature/", facts).status_code == 303

    assert Signature.objects.get().strokes is None
    sheet = page.get(f"/orders/{order.pk}/").content.decode()
    assert "Signed on paper by Carmen" in sheet
    assert "signature.svg" not in sheet
    assert page.get(f"/orders/{order.pk}/signature.svg").status_code == 404


def test_until_then_the_sheet_says_terms_pending(client_of, clerk, order):
    """W9: with the button that signs, the one primary of the page; Close stays away on phones."""
    sheet = client_of(clerk).get(f"/orders/{order.pk}/").content.decode()

    assert "Terms pending" in sheet
    assert "have the terms signed</strong>" in sheet
    assert re.findall(r'<a class="[^"]*primary" href="([^"]+)"', sheet) == [f"/orders/{order.pk}/signature/"]
    closing = client_of(clerk).get(f"/orders/{order.pk}/closing/").content.decode()
    assert f"/orders/{order.pk}/signature/" in closing


def test_the_way_on_paper_stands_open_for_whoever_printed_the_slip(client_of, clerk, order):
    """W9: beside the slip of a new order; on the page that is handed over it stays folded."""
    page, path = client_of(clerk), f"/orders/{order.pk}/signature/"

    assert f'href="{path}?way=paper"' in page.get(f"/orders/{order.pk}/?opened").content.decode()
    assert '<details class="sign-ways" open>' in page.get(f"{path}?way=paper").content.decode()
    assert '<details class="sign-ways">' in page.get(path).content.decode()
    page.post(f"{path}?way=paper", {"terms": order.terms_id, "signer": "Carmen", "way": "paper"})
    assert "?way=paper" not in page.get(f"/orders/{order.pk}/?opened").content.decode(), "it is signed"


def test_what_is_refused_keeps_name_and_drawing(client_of, clerk, order):
    page, path = client_of(clerk), f"/orders/{order.pk}/signature/"
    facts = {"terms": order.terms_id, "signer": "", "strokes": STROKES, "way": "screen"}

    answer = page.post(path, facts)
    assert answer.status_code == 422
    assert f'name="strokes" value="{STROKES.replace(chr(34), "&#34;")}"' in answer.content.decode()

    for bad in ({"strokes": ""}, {"strokes": "x" * 70_000}, {"way": ""}, {"way": "fax"}, {"terms": "x"}):
        answer = page.post(path, facts | {"signer": "Carmen"} | bad)
        assert answer.status_code == 422
        assert 'value="Carmen"' in answer.content.decode()
    assert not Signature.objects.exists()


def test_a_drawing_for_other_terms_is_not_brought_back(client_of, clerk, order):
    """W9: the new text is shown, to be read before somebody signs again."""
    page, read = client_of(clerk), order.terms_id
    order.terms = factories.some_terms("Thirty days.")
    order.save(update_fields=["terms"])

    answer = page.post(
        f"/orders/{order.pk}/signature/", {"terms": read, "signer": "Carmen", "strokes": STROKES, "way": "screen"}
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "version 2 by now" in text
    assert "<p>Thirty days.</p>" in text
    assert 'name="strokes" value=""' in text
    assert f'name="terms" value="{order.terms_id}"' in text


def test_who_may_sign_and_who_may_look(client_of, seller, technician, customer, stranger):
    """W9, W31: whoever edits orders takes signatures; a seller those of his own customers."""
    terms = factories.some_terms()
    own, foreign = (factories.an_order(who, terms=terms) for who in (customer, stranger))
    facts = {"terms": terms.pk, "signer": "Carmen", "strokes": STROKES, "way": "screen"}

    assert client_of(seller).post(f"/orders/{foreign.pk}/signature/", facts).status_code == 404
    assert client_of(seller).post(f"/orders/{own.pk}/signature/", facts).status_code == 303
    assert client_of(technician).post(f"/orders/{foreign.pk}/signature/", facts).status_code == 303
    assert client_of(seller).get(f"/orders/{own.pk}/signature.svg").status_code == 200
    assert client_of(seller).get(f"/orders/{foreign.pk}/signature.svg").status_code == 404
    assert client_of(seller).post(f"/orders/{foreign.pk}/terms/", {"number": "1"}).status_code == 404


def test_the_drawing_is_a_picture_that_cannot_run(client_of, clerk, order):
    factories.a_signature(order)

    answer = client_of(clerk).get(f"/orders/{order.pk}/signature.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"].startswith("private")
    assert b"<script" not in answer.content
