"""Everything that keeps somebody out, each of which can be switched off alone: the cells of the table of grants, the
two questions of each door, the right of each action, each place of tests/sabotage/code.py, each guard of the database.

`key` is what a test reaches when it could notice."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from types import CodeType, FunctionType
from typing import Any

from django.db import connection
from django.db.utils import DatabaseErrorWrapper

from faena.gate.grants import GRANTS, Perm, Scope
from faena.lib import guards
from tests import routes
from tests.sabotage import code

DOORS, UNITS, TABLE = "faena/gate/doors.py", "faena/journal/unit_of_work.py", "faena/gate/grants.py"
KINDS = ("grant", "door", "action", "right", "scope", "shown", "guard")


@dataclass(frozen=True)
class Defence:
    """apply, undo: switch it off and on again; between tests, never inside of one. table: that of a guard."""

    kind: str
    name: str
    key: str
    apply: Callable[[], None]
    undo: Callable[[], None]
    table: str = ""


def everything() -> list[Defence]:
    return told_apart([*of_the_table(), *of_doors(), *of_actions(), *of_the_code(), *of_the_database()])


def told_apart(found: Iterable[Defence]) -> list[Defence]:
    """The second of one name is `… #2`."""
    seen: Counter[str] = Counter()
    named = []
    for one in found:
        seen[one.name] += 1
        again = f" #{seen[one.name]}" if seen[one.name] > 1 else ""
        named.append(replace(one, name=one.name + again))
    return named


# --- the table of grants ------------------------------------------------------------------------------------


def of_the_table() -> Iterator[Defence]:
    """Each cell given to whoever has it not, widened where it is for his own, and taken from whoever has it. What tests
    expect they read before (tests/expected.py)."""
    others = {Scope.NONE: (Scope.ALL,), Scope.OWN: (Scope.ALL, Scope.NONE), Scope.ALL: (Scope.NONE,)}
    asked = "".join((code.ROOT / path).read_text(encoding="utf-8") for path in code.sources())
    for perm, row in GRANTS.items():
        if not re.search(rf"Perm\.{perm.name}\b", asked):  # for what is not built yet: nothing asks for it
            continue
        for role, was in tuple(row.items()):
            for now in others[was]:
                name = f"grant {perm} {role} {was.name.lower()} → {now.name.lower()}"
                yield Defence("grant", name, f"grant {perm} {role}", *_cell(perm, role, was, now))


def _cell(perm: Perm, role: str, was: Scope, now: Scope) -> tuple[Callable[[], None], Callable[[], None]]:
    return lambda: GRANTS[perm].update({role: now}), lambda: GRANTS[perm].update({role: was})


# --- doors and actions --------------------------------------------------------------------------------------


def of_doors() -> Iterator[Defence]:
    """A permission that every role has keeps nobody out: there the door asks only whether somebody is signed in."""
    seen = set()
    for route in routes.routes():
        if route.door and route.door.kind == "staff":
            door = _inside(route.view, "requires.<locals>.put_behind.<locals>.behind_door")
            questions = {"signed in": "not request.user.is_authenticated", "permission": "not may(request.user, perm)"}
            if all(GRANTS[route.door.perm].values()):
                del questions["permission"]
            for name, question in questions.items() if id(door) not in seen else ():
                swap = code.Swap([(door, _code(DOORS, door, question, "False"))])
                yield Defence("door", f"door {route} {name}", f"door {_called(door)}", swap.apply, swap.undo)
            seen.add(id(door))


def of_actions() -> Iterator[Defence]:
    for whole in _actions():
        swap = code.Swap([(whole, _code(UNITS, whole, "perm is not None", "False"))])
        name = f"{whole.__module__.removeprefix('faena.')}.{whole.__name__}"
        yield Defence("action", f"action {name}", f"action {_called(whole)}", swap.apply, swap.undo)


def _actions() -> list[FunctionType]:
    found = [one for one in code.functions()[UNITS] if one.__qualname__ and getattr(one, "permission", None)]
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def _inside(view: Any, qualname: str) -> FunctionType:
    while view.__code__.co_qualname != qualname:
        view = view.__wrapped__
    assert isinstance(view, FunctionType)
    return view


def _called(one: Any) -> str:
    return f"{one.__module__}.{one.__qualname__}"


def _code(path: str, function: FunctionType, question: str, answer: str) -> CodeType:
    """The function's code with another answer to one of its questions; what it asked stays unreached."""

    class Answered(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> Any:
            self.generic_visit(node)
            if ast.unparse(node.test) == question:
                node.test = ast.IfExp(ast.Constant(True), ast.parse(answer, mode="eval").body, node.test)
            return node

    return _changed(path, Answered(), function.__code__)


def _noting(path: str, name: str, hit: str) -> None:
    """The functions of this name begin by saying that they are reached; `hit` is what they say."""

    class Noted(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
            self.generic_visit(node)
            if node.name == name:
                node.body.insert(1 if ast.get_docstring(node) else 0, ast.parse(f"{code.HIT}({hit})").body[0])
            return node

    tree = Noted()
    for one in code.functions()[path]:
        if one.__code__.co_name == name:
            one.__code__ = _changed(path, tree, one.__code__)


def _changed(path: str, transformer: ast.NodeTransformer, like: CodeType) -> CodeType:
    tree = ast.parse((code.ROOT / path).read_text(encoding="utf-8"))
    whole = compile(ast.fix_missing_locations(transformer.visit(tree)), like.co_filename, "exec")
    return next(one for one in code.codes_of(whole) if code.key_of(one) == code.key_of(like))


# --- the code and the database --------------------------------------------------------------------------------


def of_the_code(paths: Iterable[str] = ()) -> Iterator[Defence]:
    for place in code.places(paths):
        key = f"{place.path}:{place.line}:{place.column}"
        yield Defence(place.kind, place.name, key, *_lazily(partial(code.lifted, place)))


def _lazily(make: Callable[[], code.Swap]) -> tuple[Callable[[], None], Callable[[], None]]:
    made: list[code.Swap] = []

    def apply() -> None:
        made.append(make())
        made[-1].apply()

    return apply, lambda: made.pop().undo()


def of_the_database() -> Iterator[Defence]:
    for guard in guards.registered():
        yield Defence("guard", f"guard {guard.name}", f"guard {guard.name}", *_guard(guard), guard.table)


def _guard(guard: guards.Guard) -> tuple[Callable[[], None], Callable[[], None]]:
    """A test that lifts all guards has made it again by itself."""

    def undo() -> None:
        guard.drop(connection)
        guard.make(connection)

    return lambda: guard.drop(connection), undo


# --- who could notice -------------------------------------------------------------------------------------------


def note_all(hit: Callable[[str], None]) -> None:
    """From here on `hit` hears the key of each defence that is reached."""
    names = [guard.name for guard in guards.registered()]

    def hear_guards(wrapper: Any, kind: Any, error: Any, traceback: Any) -> None:
        for name in names if error else ():
            if name in str(error):
                hit(f"guard {name}")
        leave(wrapper, kind, error, traceback)

    code.note_all(hit)
    _noting(DOORS, "behind_door", "f'door {view.__module__}.{view.__qualname__}'")
    _noting(UNITS, "whole", "f'action {fn.__module__}.{fn.__qualname__}'")
    _noting(TABLE, "scope", "f\"grant {perm} {getattr(user, 'role', None)}\"")
    _noting(TABLE, "roles_with", "*[f'grant {perm} {role}' for role in GRANTS[perm]]")
    leave = DatabaseErrorWrapper.__exit__
    DatabaseErrorWrapper.__exit__ = hear_guards  # type: ignore[method-assign]  # for this run of the tests alone
