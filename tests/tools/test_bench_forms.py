"""The bench fills in the forms of pages as a browser does: with what stands there, and what somebody types."""

import random

import pytest

from tools.bench.pageforms import OTHER, form_with

PAGE = """
<form action="/search/"><input name="q" value="x"></form>
<input name="outside" form="intake" value="o">
<form method="post" id="intake" enctype="multipart/form-data">
  <input type="hidden" name="version" value="3"> <input name="gone" value="1" disabled>
  <input type="checkbox" name="tell" checked> <input type="checkbox" name="silent" value="1">
  <input type="radio" name="to" value="user-1"> <input type="radio" name="to" value="user-2" checked>
  <input type="radio" name="to" value="position-1"> <input type="file" name="photos">
  <select name="kind"><option value="">-</option><option value="a" selected>A</option><option value="b">B</option>
  </select>
  <select name="first"><option value="1">1</option><option value="2">2</option></select>
  <textarea name="note">
said</textarea> <button type="submit" name="go" value="1">Go</button>
</form>
"""


@pytest.fixture
def form():
    return form_with(PAGE, "version")


def test_what_stands_in_a_form_is_sent(form):
    """Real requests. What is disabled, not checked or a button stays; fields may stand outside of their form."""
    assert form.is_multipart
    assert form.filled({}, random.Random(1)) == [
        ("outside", "o"),
        ("version", "3"),
        ("tell", "on"),
        ("to", "user-2"),
        ("kind", "a"),
        ("first", "1"),
        ("note", "said"),
    ]


def test_what_is_typed_stands_in_its_place(form):
    """Another choice than the one that stands there, of those that begin so."""
    typed = {"to": f"{OTHER}user-", "kind": OTHER, "note": "new"}

    for seed in range(10):
        sent = dict(form.filled(typed, random.Random(seed)))

        assert (sent["to"], sent["kind"], sent["note"], sent["version"]) == ("user-1", "b", "new", "3")


def test_a_page_without_the_form_is_told():
    """Whoever renames a field reads which one the bench types into."""
    with pytest.raises(LookupError, match="'q'"):
        form_with(PAGE, "q")
