"""The description of the API: committed, true, and only ever growing."""

import ast
import copy
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from faena.gate.doors import door_of
from faena.rest.description import description, narrowed
from faena.rest.routes import address_of
from tests.rest.operations import operations
from tests.routes import every_route

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "api" / "openapi.json"


def kept() -> dict[str, object]:
    found: dict[str, object] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def test_what_is_committed_is_what_there_is():
    """FAENA_WRITE=1 writes it; what a program would miss is not written."""
    now = json.dumps(description(), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("FAENA_WRITE") and (not KEPT.exists() or not narrowed(kept(), description())):
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(now, encoding="utf-8")

    assert narrowed(kept(), description()) == []
    assert KEPT.read_text(encoding="utf-8") == now, "FAENA_WRITE=1 pytest tests/rest/test_openapi.py"


def test_what_is_taken_away_or_asked_besides_is_found():
    before = description()
    name = next(name for name in before["paths"] if name.endswith("/closing"))
    gone, asks, silent = (copy.deepcopy(before) for _ in range(3))
    del gone["paths"][name]
    closing = asks["paths"][name]["post"]["parameters"]
    closing.append({"in": "query", "name": "why", "required": True, "schema": {"type": "string"}})
    del silent["components"]["schemas"]["OrderOut"]["properties"]["account"]

    assert narrowed(before, before) == []
    assert f"POST {name} is gone" in narrowed(before, gone)
    assert f"POST {name} needs query why" in narrowed(before, asks)
    assert f"POST {name} no longer answers 201 account.charge" in narrowed(before, silent)


def test_no_two_shapes_or_operations_have_one_name():
    """Two schemas of one class name silently become one in OpenAPI."""
    classes = Counter(
        node.name
        for path in (ROOT / "faena").rglob("*.py")
        if "api" in path.parts or path.name == "api.py" or path.parent.name == "rest"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    )

    assert [name for name, times in classes.items() if times > 1 and name != "Operation"] == []
    assert [name for name, times in Counter(one.name for one in operations()).items() if times > 1] == []
    assert all(one.said["summary"].endswith((".", "?")) for one in operations())


def test_every_route_of_programs_is_described_and_behind_its_door():
    there = [route for route in every_route() if route.pattern.startswith("api/v1/")]

    assert len({route.pattern for route in there}) == len(description()["paths"])
    assert {door_of(route.view).kind for route in there} == {"api"}


@pytest.mark.parametrize("one", operations(), ids=str)
def test_a_post_has_a_key_and_every_answer_a_shape(one):
    headers = {p["name"] for p in one.said.get("parameters", []) if p["in"] == "header"}

    assert ("Idempotency-Key" in headers) is (one.method == "POST" and "200" not in one.said["responses"])
    assert one.said["security"] == [{"Bearer": []}]
    assert "default" in one.said["responses"]


def test_what_events_are_about_is_read_at_its_address():
    """docs/api/webhooks.md: `about.url`, of each kind of thing that has a route."""
    kinds = ["charge", "customer", "import", "invoice", "order", "payment", "subscription", "ticket", "user", "visit"]

    assert [address_of(kind, 45) for kind in kinds] == [f"/api/v1/{kind}s/45" for kind in kinds]
    assert address_of("token", 45) is None
