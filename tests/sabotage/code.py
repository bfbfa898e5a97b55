"""Places of the program's code where a right is asked or a set of rows is narrowed, each of which can be switched off:
the code of the function is replaced by one that is compiled without it, and put back afterwards."""

import ast
import builtins
import copy
import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HIT = "_sabotage_hit"
ALL = "__import__('faena.gate.grants', fromlist=['Scope']).Scope.ALL"
# What is called → what stands in its place. A statement that only asks is left out.
GRANTED = {"may": "True", "in_reach": "True", "reaches": "True", "_reaches": "True", "scope": ALL, "need": ALL}
GRANTED |= {"check_reach": "None"}
WHOLE = {"within_reach", "reached"}  # their first argument is what they narrow
NARROWING = {"filter", "none", "staff"}  # inside of a visible_to
OWN_KIND = {"faena/gate/grants.py", "faena/gate/doors.py"}  # tests/sabotage/defences.py has them


@dataclass(frozen=True)
class Place:
    """One call in a function: `path` of the file, where it stands there, in which function, and what it says."""

    path: str
    line: int
    column: int
    function: str
    text: str
    kind: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.path.removeprefix('faena/')}:{self.function} {self.text}"


def places(paths: Iterable[str] = ()) -> list[Place]:
    """In the order of the files; by default those of all."""
    return [place for path in paths or sources() for place in _places_of(path)]


def sources() -> list[str]:
    paths = (path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "faena").rglob("*.py")))
    return [path for path in paths if "/migrations/" not in path and "/demo/" not in path and path not in OWN_KIND]


@cache
def _places_of(path: str) -> tuple[Place, ...]:
    found = Finder(path)
    found.visit(_tree(path))
    return tuple(found.places)


@cache
def _tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


class Finder(ast.NodeVisitor):
    def __init__(self, path: str) -> None:
        self.path, self.places, self.inside = path, list[Place](), list[str]()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._enter(node, node.name)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for one in node.decorator_list:
            self.visit(one)
        self._enter(node, node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._enter(node, "lambda")

    def _enter(self, node: ast.AST, name: str) -> None:
        self.inside.append(name)
        self.generic_visit(node)
        self.inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        kind = self._kind(node)
        if kind and self.inside:
            where = ".".join(self.inside)
            text = ast.unparse(node)
            text = text if len(text) < 70 else f"{text[:66]}…"
            self.places.append(Place(self.path, node.lineno, node.end_col_offset or 0, where, text, kind))
        self.generic_visit(node)

    def _kind(self, node: ast.Call) -> str:
        called = node.func
        if isinstance(called, ast.Name):
            if called.id in WHOLE:
                return "scope"
            writes = "/actions" in self.path or self.path.startswith("faena/gate/rights")
            return ("right" if writes else "shown") if called.id in GRANTED else ""
        if isinstance(called, ast.Attribute):
            if called.attr == "visible_to":
                return "scope"
            narrows = called.attr in NARROWING and "visible_to" in self.inside
            return "scope" if narrows and ast.unparse(called.value) == "self" else ""
        return ""


# --- the code with and without ----------------------------------------------------------------------------


class Changed(ast.NodeTransformer):
    """The same file, with `change` made of each place that is wanted."""

    def __init__(self, wanted: set[tuple[int, int]], change: Callable[[ast.Call], ast.expr]) -> None:
        self.wanted, self.change = wanted, change

    def visit_Call(self, node: ast.Call) -> Any:
        is_wanted = (node.lineno, node.end_col_offset or 0) in self.wanted and _is_place(node)
        self.generic_visit(node)
        if not is_wanted:
            return node
        # What is never reached stays in the code, so that the function has the same names from outside.
        return ast.copy_location(ast.IfExp(ast.Constant(True), self.change(node), copy.deepcopy(node)), node)


def _is_place(node: ast.Call) -> bool:
    """Two calls may end at one sign: `f(g(x))` and no other pair of ours does."""
    called = node.func
    if isinstance(called, ast.Name):
        return called.id in GRANTED or called.id in WHOLE
    return isinstance(called, ast.Attribute) and called.attr in {"visible_to", *NARROWING}


def without(node: ast.Call) -> ast.expr:
    """What it would say to somebody who reaches everything."""
    called = node.func
    if isinstance(called, ast.Name):
        if called.id in WHOLE:
            return node.args[0]
        return ast.parse(GRANTED[called.id], mode="eval").body
    assert isinstance(called, ast.Attribute)
    everything = ast.Attribute(called.value, "all", ast.Load())
    return ast.Call(everything, [], [])


def noted(path: str) -> Callable[[ast.Call], ast.expr]:
    """The same, and that it was reached."""

    def change(node: ast.Call) -> ast.expr:
        key = f"{path}:{node.lineno}:{node.end_col_offset}"
        hit = ast.Call(ast.Name(HIT, ast.Load()), [ast.Constant(key)], [])
        return ast.Subscript(ast.Tuple([hit, node], ast.Load()), ast.Constant(1), ast.Load())

    return change


def compiled(path: str, wanted: list[Place], change: Callable[[ast.Call], ast.expr]) -> CodeType:
    tree = Changed({(one.line, one.column) for one in wanted}, change).visit(copy.deepcopy(_tree(path)))
    return compile(ast.fix_missing_locations(tree), str(ROOT / path), "exec")


def codes_of(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from codes_of(inner)


def key_of(code: CodeType) -> tuple[str, int, tuple[str, ...]]:
    return code.co_qualname, code.co_firstlineno, code.co_freevars


@cache
def functions() -> dict[str, list[FunctionType]]:
    """path → every function of that file that there is, decorated ones and lambdas too."""
    found: dict[str, list[FunctionType]] = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename.startswith(str(ROOT / "faena")):
            found[Path(one.__code__.co_filename).relative_to(ROOT).as_posix()].append(one)
    return found


def replacements(path: str, changed: CodeType) -> list[tuple[FunctionType, CodeType]]:
    """The functions of a file whose code is another one there. Functions of one line and name are told apart by their
    order."""
    plain = compile(_tree(path), str(ROOT / path), "exec")
    pairs = list(zip(codes_of(plain), codes_of(changed), strict=True))
    other = {one: new for one, new in pairs if one != new}
    return [(one, other[one.__code__]) for one in functions()[path] if one.__code__ in other]


class Swap:
    """Functions with another code, until `undo`."""

    def __init__(self, pairs: list[tuple[FunctionType, CodeType]]) -> None:
        self.before = [(one, one.__code__) for one, _code in pairs]
        self.pairs = pairs

    def apply(self) -> None:
        for one, code in self.pairs:
            one.__code__ = code

    def undo(self) -> None:
        for one, code in self.before:
            one.__code__ = code


def lifted(place: Place) -> Swap:
    return Swap(replacements(place.path, compiled(place.path, [place], without)))


def note_all(hit: Callable[[str], None]) -> None:
    """From here on each place says when it is reached."""
    setattr(builtins, HIT, hit)
    for path in sources():
        if wanted := list(_places_of(path)):
            Swap(replacements(path, compiled(path, wanted, noted(path)))).apply()
