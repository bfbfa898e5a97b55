"""What a person typed, as a page shows it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.ui.prose import paragraphs

REL = 'target="_blank" rel="noopener noreferrer nofollow"'


def test_text_is_escaped_and_keeps_its_lines():
    assert paragraphs("a <b>\nc\n\nd") == "<p>a &lt;b&gt;<br>c</p><p>d</p>"
    assert paragraphs(None) == ""


def test_lists_are_lists():
    """M23: with dashes, stars or dots; numbers stay as they were typed."""
    assert paragraphs("Left:\n- the case\n* the cable\n• <b>\nThanks") == (
        '<p>Left:</p><ul class="listed"><li>the case</li><li>the cable</li><li>&lt;b&gt;</li></ul><p>Thanks</p>'
    )
    assert paragraphs("3. third\n7. seventh") == (
        '<ol class="listed"><li value="3">third</li><li value="7">seventh</li></ol>'
    )


@pytest.mark.parametrize("text", ["-5 V", "−19 dBm", "- ", "1.5 A", "2024.", "1) one", "a - b", "*bold*", "12345. x"])
def test_what_only_looks_like_a_list_is_none(text):
    """M23: a measured value stays one."""
    assert paragraphs(text) == f"<p>{text.strip()}</p>"


@pytest.mark.parametrize(
    ("typed", "leads", "shown", "behind"),
    [
        ("https://example.com/a?b=1&c=2", "https://example.com/a?b=1&amp;c=2", "https://example.com/a?b=1&amp;c=2", ""),
        ("http://192.168.0.1/login.", "http://192.168.0.1/login", "http://192.168.0.1/login", "."),
        ("www.example.com/x)", "https://www.example.com/x", "www.example.com/x", ")"),
        ("https://example.com/a_(b)).", "https://example.com/a_(b)", "https://example.com/a_(b)", ")."),
        ("HTTPS://EXAMPLE.COM,", "HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM", ","),
        ("https://example.com/'x", "https://example.com/&#x27;x", "https://example.com/&#x27;x", ""),
    ],
)
def test_links_are_links(typed, leads, shown, behind):
    """M23: without the sign of the sentence behind them, in items too."""
    link = f'<a href="{leads}" {REL}>{shown}</a>{behind}'

    assert paragraphs(f"See {typed} now") == f"<p>See {link} now</p>"
    assert paragraphs(f"- {typed}") == f'<ul class="listed"><li>{link}</li></ul>'


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/",
        "https://bank.example@evil.test/",
        "https://",
        "https://[x/",
        "www.",
        "xhttps//a",
        "//evil.test/",
    ],
)
def test_nothing_else_is_a_link(text):
    """M23: no scheme that runs anything, no address that shows another host than it leads to."""
    assert "<a" not in paragraphs(text)


def test_terms_stay_word_for_word():
    """M23: who signs reads what was written, not what a program made of it."""
    assert paragraphs("1. One\n- two\nhttps://example.com/\n\n<b>", plain=True) == (
        "<p>1. One<br>- two<br>https://example.com/</p><p>&lt;b&gt;</p>"
    )


PIECES = st.sampled_from(
    ["https://", "www.", "<", ">", '"', "'", "&", "\n", "\n\n", "- ", "1. ", "(", ")", "@", " ", "x.y"]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_whatever_is_typed_only_our_tags_come_out(text):
    """M23: and each that is opened is closed."""
    drawn = paragraphs(text)

    tags = re.findall(r"<[^>]*>", drawn)
    ours = rf'</?(?:p|ul|ol|li|a)>|<br>|<[uo]l class="listed">|<li value="\d+">|<a href="[^"<>]+" {REL}>'
    assert all(re.fullmatch(ours, tag) for tag in tags)
    assert "<" not in re.sub(r"<[^>]*>", "", drawn)
    for name in ("p", "ul", "ol", "li", "a"):
        assert len(re.findall(rf"<{name}[ >]", drawn)) == drawn.count(f"</{name}>")
