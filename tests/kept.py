"""What a process of tests makes once where each client, or each process, would make it anew: the chain of middleware,
and the code of templates."""

import hashlib
from pathlib import Path
from typing import Any

import jinja2
from django.core.signals import setting_changed
from django.template import engines
from django.test.client import ClientHandler

from faena.ui import spoken
from tools import VAR

# What no middleware reads when it is made; after any other setting that a test changes the chain is made anew.
OF_NO_CHAIN = {"MEDIA_ROOT", "IMPORT_ROOT", "EMAIL_FILE_PATH", "FORGOTTEN_LIST"}
CHAIN = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")


def keep() -> None:
    """From here on."""
    keep_chains()
    for engine in engines.all():
        if isinstance(engine, spoken.Templates):
            engine._environments[""].bytecode_cache = Compiled()  # the others are made of it


def keep_chains() -> None:
    """A test makes a client of its own, and each would load some twenty classes before its first request."""
    kept: dict[bool, dict[str, Any]] = {}
    load = ClientHandler.load_middleware

    def load_or_take(self: ClientHandler, is_async: bool = False) -> None:
        if is_async not in kept:
            load(self, is_async)
            kept[is_async] = {name: getattr(self, name) for name in CHAIN}
        for name, part in kept[is_async].items():
            setattr(self, name, part)

    def forget(setting: str, **_facts: Any) -> None:
        if setting not in OF_NO_CHAIN:
            kept.clear()

    ClientHandler.load_middleware = load_or_take  # type: ignore[method-assign]  # for tests alone
    setting_changed.connect(forget, weak=False)


class Compiled(jinja2.FileSystemBytecodeCache):
    """Templates as Python, for all processes of a run and for the next run; other translations or another compiler make
    another folder."""

    def __init__(self) -> None:
        made_of = [Path(spoken.__file__), *sorted(Path(spoken.__file__).parents[1].glob("locale/*/LC_MESSAGES/*.mo"))]
        mark = hashlib.sha256(b"".join(one.read_bytes() for one in made_of) + jinja2.__version__.encode()).hexdigest()
        folder = VAR / "tests" / f"templates-{mark[:16]}"
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(str(folder))

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> Any:
        """A language has its own."""
        return super().get_bucket(environment, f"{environment.language}:{name}", filename, source)
