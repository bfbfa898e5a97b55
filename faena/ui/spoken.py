"""The template engine: Django's Jinja2 with an environment for each language, in which fixed texts are translated once.

A page has some fifty fixed texts. Looking each of them up at every request took a fifth of its time, so a template is
compiled for each language in which it is read, with `_("Save")` already translated: it becomes part of the text around
it. Texts with variables and plurals are looked up as ever.

A page of rows calls some five hundred functions and shows as many values. Jinja asks of each function what it wants to
be given, and wraps each text that it escapes; what is plain goes a shorter way here, to the same end."""

from collections.abc import Callable, MutableMapping
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import jinja2
from django.template.backends.jinja2 import Jinja2
from django.utils import translation
from django.utils.safestring import SafeString
from jinja2 import nodes, runtime
from jinja2.compiler import CodeGenerator
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape

LOOK_UPS: dict[str, Callable[..., str]] = {
    "_": translation.gettext,
    "gettext": translation.gettext,
    "pgettext": translation.pgettext,
}


PLAIN = {FunctionType, MethodType, BuiltinFunctionType}
WANTS = "jinja_pass_arg"  # how Jinja marks a function that is given the context, or the environment


class Context(runtime.Context):
    """Calls macros and plain functions without asking first what they are."""

    def call(self, function: Any, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **kwargs: Any) -> Any:
        kind = type(function)
        if kind is runtime.Macro:
            left = function._argument_count - len(args)
            if kwargs or left < 0 or function.caller or function.catch_kwargs or function.catch_varargs:
                return function(self.eval_ctx, *args, **kwargs)
            text = function._func(*args, *[missing] * left)  # which the macro's own code takes for its defaults
            return Markup(text) if self.eval_ctx.autoescape else text  # noqa: S704  # what a macro wrote
        if kind in PLAIN and not hasattr(function, WANTS):
            return function(*args, **kwargs)
        return super().call(function, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **kwargs)


class Code(CodeGenerator):
    """Shows values by `shown`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


def shown(value: Any) -> str:
    """A value as HTML: the text of `escape`, which stands among others and needs no mark of its own."""
    kind = type(value)
    if kind is Markup or kind is SafeString:
        return value
    return _escape_inner(value) if kind is str else escape(value)


class Environment(jinja2.Environment):
    """Of one language; "" compiles templates as they are written."""

    language = ""
    context_class = Context
    code_generator_class = Code
    shown = staticmethod(shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Those of the environment itself where a template brings none: a chain of both is asked one by one for each of
        them, at every import."""
        return super().make_globals(d) if d else self.globals

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
        named = {one.key: one.value.value for one in node.kwargs if isinstance(one.value, nodes.Const)}
        are_fixed = len(fixed) == len(node.args) and len(named) == len(node.kwargs)
        if look_up is None or not are_fixed or node.dyn_args or node.dyn_kwargs:
            return node
        return nodes.Const(Markup(look_up(*fixed)) % named, lineno=node.lineno)  # noqa: S704  # texts of ours


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
