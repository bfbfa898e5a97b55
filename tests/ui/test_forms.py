"""The one form style: what comes in is tidied, limits and refusals are sentences, a conflict shows both values."""

from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import get_default_renderer
from django.http import QueryDict

from faena.lib.errors import RuleBroken
from faena.ui.forms import MOST_SIGNS, FaenaForm
from faena.ui.widget_attributes import BIGGEST, MANY_LINES, ONE_LINE


class Device(FaenaForm):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("phone", "Telephone"), ("laptop", "Laptop")], required=False)
    price = forms.DecimalField(required=False)
    days = forms.IntegerField(required=False)
    ready = forms.DateTimeField(required=False)
    bought = forms.DateField(required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def sent(**data):
    query = QueryDict(mutable=True)
    query.update({"name": "A54", **data})
    return Device(query)


def test_controls_and_direction_overrides_never_arrive():
    form = sent(name="Gal\x00axy\u202e A54  ", note="one\r\ntwo")

    assert form.is_valid()
    assert form.cleaned_data["name"] == "Galaxy A54"
    assert form.cleaned_data["note"] == "one\ntwo"


def test_no_field_is_cut_by_the_browser_and_what_is_too_long_is_said_and_stays():
    """M12: no `maxlength` on any widget, a pasted text comes back whole with its sentence; a line end counts as one."""
    long = "x" * (ONE_LINE + 7)
    form = sent(name=long, note="a\r\n" * (MANY_LINES // 2))

    page = form.as_p()
    assert "maxlength" not in page
    assert f'data-signs="{ONE_LINE}"' in page
    assert f'data-signs="{MANY_LINES}"' in page
    assert list(form.errors) == ["name"]
    assert form.errors["name"] == [f"Write at most {ONE_LINE} characters; there are {ONE_LINE + 7} now."]
    assert long in page


def test_a_password_stays_as_it_was_typed():
    form = sent(secret="  two  spaces ")

    assert form.data["secret"] == "  two  spaces "


def test_what_no_form_has_room_for_is_only_begun():
    """Two megabytes are refused without being tidied, kept and shown again, in one field or repeated."""
    form = sent(name="x" * 2_000_000)
    form.data.setlist("note", ["y" * 100_000] * 20)
    again = Device(form.data)

    assert not form.is_valid()
    assert form.errors["name"] == [f"Write at most {ONE_LINE} characters; there are {MOST_SIGNS} now."]
    assert sum(len(value) for name in ("name", "note") for value in again.data.getlist(name)) == MOST_SIGNS


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Fill this in."),
        ("name", "x" * (ONE_LINE + 1), f"Write at most {ONE_LINE} characters; there are {ONE_LINE + 1} now."),
        ("note", "x" * (MANY_LINES + 1), f"Write at most {MANY_LINES} characters; there are {MANY_LINES + 1} now."),
        ("kind", "spaceship", "Pick one from the list."),
        ("days", "{{7*7}}", "Write a whole number, such as 12."),
        ("days", str(BIGGEST + 1), f"Write a number up to {BIGGEST}."),
        ("ready", "9999-12-31T23:59", "Write a day and a time, such as 2026-11-21 16:00."),
        ("ready", "0001-01-02T00:00", "Write a day and a time, such as 2026-11-21 16:00."),
        ("bought", "9999-12-31", "Write a day of the calendar, such as 2026-11-21."),
        ("price", "1e9999999", None),
        ("price", "NaN", "Write a number, such as 12.5."),
    ],
)
def test_what_cannot_be_taken_is_answered_with_a_sentence(field, typed, sentence):
    form = sent(**{field: typed})

    assert not form.is_valid()
    assert form.data[field] == typed
    if sentence:
        assert form.errors[field] == [sentence]


def test_a_refusal_stands_beside_its_field_or_on_top():
    form = sent()
    form.is_valid()
    form.add_refusal(RuleBroken("That name is taken.", "name"))
    form.add_refusal(RuleBroken("The day is over.", "no_such_field"))

    assert form.errors["name"] == ["That name is taken."]
    assert form.non_field_errors() == ["The day is over."]


def test_a_conflict_shows_what_is_saved_beside_what_was_typed():
    form = sent(kind="phone", price="10", version="3")
    form.is_valid()
    form.stale({"name": "A54", "kind": "laptop", "price": Decimal("12.5"), "version": 4}, version=4)

    assert form["name"].saved == ""
    assert form["kind"].saved == "Laptop"
    assert form["price"].saved == "12.5"
    assert form["kind"].value() == "phone"
    assert 'value="4"' in str(form["version"])
    assert "_saved" not in str(form["version"])  # nothing stands beside what nobody sees
    assert "id_kind_saved" in str(form["kind"])


def test_numbers_keep_what_was_typed_wrongly():
    """A number box would show an empty field instead."""
    form = sent(days="twelve")
    form.is_valid()

    assert 'type="text"' in str(form["days"])
    assert 'value="twelve"' in str(form["days"])


def test_what_draws_the_widgets_is_made_once():
    """Each new one would read and compile the templates of its widgets anew, at every request."""
    assert Device().renderer is sent().renderer is get_default_renderer()
