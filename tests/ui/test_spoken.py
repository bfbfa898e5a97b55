"""Templates are compiled for each language, their fixed texts translated; what varies is looked up at each request."""

import pytest
from django.template import engines
from django.utils import translation

TEXT = '{{ _("Sign out") }} {{ _("%(num)s open", num=2) }} {{ pgettext("starter status", "Received") }} {{ 1 }}'


def said(text, language, **context):
    with translation.override(language):
        return engines["jinja2"].from_string(text).render(context)


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_each_language_says_its_own(language):
    with translation.override(language):
        words = translation.gettext("Sign out"), translation.pgettext("starter status", "Received")

    assert said(TEXT, language).startswith(f"{words[0]} ")
    assert said(TEXT, language).endswith(f" {words[1]} 1")


def test_they_are_not_the_same():
    assert len({said('{{ _("Sign out") }}', language) for language in ("es", "pt-br", "en")}) == 3


def test_a_fixed_text_is_part_of_what_is_compiled_and_the_others_are_not():
    with translation.override("es"):
        compiled = engines["jinja2"].env.compile(TEXT, raw=True)

    assert "Cerrar sesión" in compiled
    assert "Sign out" not in compiled
    assert "%(num)s open" in compiled


def test_it_is_escaped_like_before():
    assert said('{{ _("Sign out") ~ name }}', "en", name="<b>") == "Sign out&lt;b&gt;"
    assert said('{{ _("%(name)s", name=name) }}', "en", name="<b>") == "&lt;b&gt;"
    assert said('{{ _("100%%") }}', "en") == "100%"


def test_a_page_is_read_in_the_language_of_whoever_opens_it(client_of, clerk):
    browser = client_of(clerk)
    for language, words in (("es", "Cerrar sesión"), ("pt-br", "Sair"), ("en", "Sign out"), ("es", "Cerrar sesión")):
        type(clerk).objects.filter(pk=clerk.pk).update(language=language)

        assert words in browser.get("/").content.decode()
