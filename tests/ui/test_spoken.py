"""Templates are compiled for each language, their fixed texts translated; what varies is looked up at each request."""

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.text import format_lazy
from jinja2 import UndefinedError, pass_context
from markupsafe import Markup, escape

TEXT = '{{ _("Sign out") }} {{ _("%(num)s open", num=num) }} {{ pgettext("starter status", "Received") }} {{ 1 }}'


def said(text, language, **context):
    with translation.override(language):
        return engines["jinja2"].from_string(text).render(context)


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_each_language_says_its_own(language):
    with translation.override(language):
        words = translation.gettext("Sign out"), translation.pgettext("starter status", "Received")

    assert said(TEXT, language, num=2).startswith(f"{words[0]} ")
    assert said(TEXT, language, num=2).endswith(f" {words[1]} 1")


def test_they_are_not_the_same():
    assert len({said('{{ _("Sign out") }}', language) for language in ("es", "pt-br", "en")}) == 3


def test_a_fixed_text_is_part_of_what_is_compiled_and_the_others_are_not():
    with translation.override("es"):
        compiled = engines["jinja2"].env.compile(TEXT, raw=True)

    assert "Cerrar sesión" in compiled
    assert "Sign out" not in compiled
    assert "%(num)s open" in compiled


def test_a_text_whose_variables_are_fixed_is_fixed():
    with translation.override("es"):
        compiled = engines["jinja2"].env.compile('{{ _("%(num)s open", num="<7>") }}', raw=True)

    assert "&lt;7&gt; abierta" in compiled


def test_it_is_escaped_like_before():
    assert said('{{ _("Sign out") ~ name }}', "en", name="<b>") == "Sign out&lt;b&gt;"
    assert said('{{ _("%(name)s", name=name) }}', "en", name="<b>") == "&lt;b&gt;"
    assert said('{{ _("100%%") }}', "en") == "100%"


def test_a_page_is_read_in_the_language_of_whoever_opens_it(client_of, clerk):
    browser = client_of(clerk)
    for language, words in (("es", "Cerrar sesión"), ("pt-br", "Sair"), ("en", "Sign out"), ("es", "Cerrar sesión")):
        type(clerk).objects.filter(pk=clerk.pk).update(language=language)

        assert words in browser.get("/").content.decode()


class Marked:
    def __html__(self):
        return "<i>"


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("<b>'\"&", "&lt;b&gt;&#39;&#34;&amp;"),
        (Markup("<b>"), "<b>"),
        (mark_safe("<b>"), "<b>"),
        (Marked(), "<i>"),
        (format_lazy("{}", "<b>"), "&lt;b&gt;"),
        (7, "7"),
        (None, "None"),
    ],
)
def test_a_value_is_shown_as_jinja_escapes_it(value, html):
    assert said("{{ value }}", "en", value=value) == html == str(escape(value))
    assert said("{% macro of(it) %}{{ it }}{% endmacro %}{{ of(value) }}", "en", value=value) == html


class Wanting:
    @pass_context
    def __call__(self, context, extra):
        return f"{context['name']} {extra}"

    @pass_context
    def method(self, context, extra):
        return self(context, extra)


@pytest.mark.parametrize("call", ["wanting(1)", "wanting.method(1)", "function(1)"])
def test_a_function_that_wants_the_context_is_given_it(call):
    function = pass_context(lambda context, extra: f"{context['name']} {extra}")

    text = "{% for one in [1] %}{{ " + call + " }}{% endfor %}"
    assert said(text, "en", wanting=Wanting(), function=function, name="x") == "x 1"
    assert said("{% set name = 'y' %}{{ " + call + " }}", "en", wanting=Wanting(), function=function, name="x") == "y 1"


def test_a_macro_takes_what_it_did():
    text = '{% macro of(a, b="<") %}{{ a }}{{ b }}{{ caller() if caller is defined }}{% endmacro %}'

    assert said(text + '{{ of("x") ~ of("y", b=">") }}', "en") == "x&lt;y&gt;"
    assert said(text + '{% call of("x") %}<p>{% endcall %}', "en") == "x&lt;<p>"
    with pytest.raises(TypeError, match="takes no keyword argument"):
        said(text + "{{ of(1, c=2) }}", "en")
    with pytest.raises(UndefinedError):
        said(text + "{{ of() }}", "en")
