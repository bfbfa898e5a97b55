"""What the translator gets to see, and what the check finds."""

from pathlib import Path

import polib
import pytest

from tools.translations import texts_of, translated, wrong


def test_python_texts_are_found_in_every_form(tmp_path: Path) -> None:
    module = tmp_path / "views.py"
    module.write_text(
        "_('Hello %(name)s')\n"
        "gettext_lazy('Total')\n"
        "ngettext('%(n)s order', '%(n)s orders', n)\n"
        "pgettext_lazy('month', 'May')\n"
        "f\"{_('inside')}\"\n"
        "_('two '\n  'lines')\n"
        "_(name)\n"
    )

    found = set(texts_of(module))

    assert found == {
        (None, "Hello %(name)s", ""),
        (None, "Total", ""),
        (None, "%(n)s order", "%(n)s orders"),
        ("month", "May", ""),
        (None, "inside", ""),
        (None, "two lines", ""),
    }


def test_template_texts_are_found_in_every_form(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{{ _("Page %(name)s", name=x) }} {{ pgettext("verb", "Order") }}\n'
        "{% trans user=u %}\n  Dear {{ user }},\n  welcome\n{% endtrans %}\n"
        "{% trans count=n %}{{ count }} cat{% pluralize %}{{ count }} cats{% endtrans %}"
        '{% call(x) card(_("in a call")) %}{% endcall %}{% do x %}'
    )

    found = set(texts_of(page))

    assert found == {
        (None, "Page %(name)s", ""),
        ("verb", "Order", ""),
        (None, "Dear %(user)s, welcome", ""),
        (None, "%(count)s cat", "%(count)s cats"),
        (None, "in a call", ""),
    }


def test_a_template_that_does_not_parse_is_not_passed_over(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('{{ _("lost") }}{% if %}')

    with pytest.raises(Exception, match="Expected an expression"):
        list(texts_of(page))


def test_a_merge_keeps_the_translation_and_guesses_none() -> None:
    known = polib.POEntry(msgid="Total", msgstr="Suma")

    kept = translated(polib.POEntry(msgid="Total", occurrences=[("new.py", "")]), known)
    fresh = translated(polib.POEntry(msgid="%(n)s order", msgid_plural="%(n)s orders"), None)

    assert (kept.msgstr, kept.occurrences) == ("Suma", [("new.py", "")])
    assert fresh.msgstr_plural == {0: "", 1: ""}
    assert not fresh.fuzzy


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Save"), "has no translation"),
        (polib.POEntry(msgid="Save", msgstr="Guardar", flags=["fuzzy"]), "doubtful"),
        (polib.POEntry(msgid="Save", msgstr="Save"), "reads the same"),
        (polib.POEntry(msgid="To %(name)s", msgstr="A %(nombre)s"), "placeholders"),
        (
            polib.POEntry(msgid="One day", msgid_plural="%(n)s days", msgstr_plural={0: "Un día", 1: "días"}),
            "placeholders",
        ),
    ],
)
def test_the_check_names_what_is_wrong(entry: polib.POEntry, fault: str) -> None:
    assert fault in " ".join(wrong(entry, set()))


def test_the_check_is_content_with_a_right_translation() -> None:
    plural = polib.POEntry(msgid="One day", msgid_plural="%(n)s days", msgstr_plural={0: "Un día", 1: "%(n)s días"})

    assert not list(wrong(plural, set()))
    assert not list(wrong(polib.POEntry(msgid="PDF", msgstr="PDF"), {"PDF"}))
