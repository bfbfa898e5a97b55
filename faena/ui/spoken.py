"""The template engine: Django's Jinja2 with an environment for each language, in which fixed texts are translated once.

A page has some fifty fixed texts. Looking each of them up at every request took a fifth of its time, so a template is
compiled for each language in which it is read, with `_("Save")` already translated: it becomes part of the text around
it. Texts with variables and plurals are looked up as ever."""

from collections.abc import Callable
from typing import Any

import jinja2
from django.template.backends.jinja2 import Jinja2
from django.utils import translation
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

LOOK_UPS: dict[str, Callable[..., str]] = {
    "_": translation.gettext,
    "gettext": translation.gettext,
    "pgettext": translation.pgettext,
}


class Environment(jinja2.Environment):
    """Of one language; "" compiles templates as they are written."""

    language = ""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        if self.language:
            with translation.override(self.language):
                Translated().visit(template)
        return template


class Translated(NodeTransformer):
    """Texts without variables, in the language that is active now."""

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802  # Jinja's name
        self.generic_visit(node, *args, **kwargs)
        look_up = LOOK_UPS.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        fixed = [one.value for one in node.args if isinstance(one, nodes.Const)]
        if look_up is None or len(fixed) < len(node.args) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        return nodes.Const(Markup(look_up(*fixed)) % {}, lineno=node.lineno)  # noqa: S704  # texts of ours


class Templates(Jinja2):
    """Takes the environment of the language that is active when a template is asked for."""

    def __init__(self, params: dict[str, Any]) -> None:
        self._environments: dict[str, Environment] = {}
        super().__init__(params)

    @property  # type: ignore[override]  # an attribute there, which its methods only read
    def env(self) -> Environment:
        language = translation.get_language() or ""
        if language not in self._environments:
            one = self._environments[""].overlay()
            one.language = language
            self._environments[language] = one
        return self._environments[language]

    @env.setter
    def env(self, made: Environment) -> None:
        self._environments[""] = made
