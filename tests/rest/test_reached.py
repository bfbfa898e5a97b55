"""Whatever a page can do, a program can: every action has a route, or a reason why not."""

import ast
from pathlib import Path

from tests.rest.unreached import UNREACHED

ROOT = Path(__file__).resolve().parents[2]


def actions() -> set[str]:
    """`orders.close_order`: every function with @action, by its room."""
    found = set()
    for path in (ROOT / "faena").rglob("*.py"):
        room = path.relative_to(ROOT / "faena").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "action"
                for mark in node.decorator_list
            ):
                found.add(f"{room}.{node.name}")
    return found


def called() -> set[str]:
    """The names that routes call."""
    found = set()
    for path in (ROOT / "faena").rglob("*.py"):
        if path.name == "api.py" or "api" in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Name):
                    found.add(node.id)
                elif isinstance(node, ast.Attribute):
                    found.add(node.attr)
    return found


def test_every_action_has_a_route_or_a_reason():
    names = called()
    without = {name for name in actions() if name.split(".")[1] not in names}

    assert sorted(without - UNREACHED.keys()) == []
    assert sorted(UNREACHED.keys() - without) == [], "These have a route now, or are gone."
    assert all(len(reason) > 10 for reason in UNREACHED.values())
