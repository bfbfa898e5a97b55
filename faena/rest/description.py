"""The API as OpenAPI 3.1: what django-ninja knows of the routes, and what all of them share."""

import re
from collections.abc import Callable
from typing import Any, Final

from faena.rest.lists import MOST, USUAL
from faena.rest.routes import ROOT

PROBLEM: Final = {
    "type": "object",
    "title": "Problem",
    "description": "Why it was refused (RFC 9457). detail: the sentence for people, in their language. code: stable.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "permission": {"type": "string"},
        "pointer": {"type": "string"},
        "current_version": {"type": ["integer", "null"]},
        "answers": {"type": "object", "additionalProperties": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
                "required": ["detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail"],
}
METHODS: Final = ("get", "post", "patch", "delete")
_sources: Final[list[Callable[[], dict[str, Any]]]] = []
_made: Final[list[dict[str, Any]]] = []


def register(source: Callable[[], dict[str, Any]]) -> None:
    """config.api says where the routes of all rooms are."""
    _sources[:] = [source]


def description() -> dict[str, Any]:
    """Made once for each process."""
    if not _made:
        _made.append(_completed(_sources[0]()))
    return _made[0]


def _completed(said: dict[str, Any]) -> dict[str, Any]:
    schemas = said["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    refused = {
        "description": "Refused",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    said["components"]["securitySchemes"] = {"Bearer": {"type": "http", "scheme": "bearer"}}
    for path, methods in said["paths"].items():
        for method, one in methods.items():
            one["responses"] = {str(status): answer for status, answer in one["responses"].items()}
            one["responses"]["default"] = refused
            if method in ("post", "patch", "delete"):
                _may_be_null(one)
            for parameter in one.get("parameters", []):
                if parameter["in"] == "query" and parameter["name"] == "limit":
                    parameter["schema"] = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
            if one.get("description") == one.get("summary"):
                del one["description"]
        assert path.startswith(ROOT), path
    return said


def _may_be_null(one: dict[str, Any]) -> None:
    """What was done is answered with null where the caller may not see the thing, or no longer."""
    for answer in one["responses"].values():
        content = answer.get("content", {}).get("application/json")
        if content and "$ref" in content["schema"]:
            content["schema"] = {"anyOf": [content["schema"], {"type": "null"}]}


# --- growing only ---------------------------------------------------------------------------------------------


def narrowed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What a program that was written for `before` would miss in `now`: operations, answers and their fields that are
    gone, and what has to be sent that had not to be."""
    found = []
    for path, methods in before["paths"].items():
        for method, one in methods.items():
            there = now["paths"].get(path, {}).get(method)
            name = f"{method.upper()} {path}"
            if there is None:
                found.append(f"{name} is gone")
                continue
            found += [f"{name} needs {what}" for what in sorted(_needed(now, there) - _needed(before, one))]
            found += [f"{name} no longer takes {what}" for what in sorted(_taken(before, one) - _taken(now, there))]
            found += [
                f"{name} no longer answers {what}" for what in sorted(_answered(before, one) - _answered(now, there))
            ]
    return found


def _needed(said: dict[str, Any], one: dict[str, Any]) -> set[str]:
    parameters = {f"{p['in']} {p['name']}" for p in one.get("parameters", []) if p.get("required")}
    return parameters | {path for path, is_due in fields_of(said, _body(one)) if is_due}


def _taken(said: dict[str, Any], one: dict[str, Any]) -> set[str]:
    parameters = {f"{p['in']} {p['name']}" for p in one.get("parameters", [])}
    return parameters | {path for path, _is_due in fields_of(said, _body(one))}


def _answered(said: dict[str, Any], one: dict[str, Any]) -> set[str]:
    found = set()
    for status, answer in one["responses"].items():
        for content in answer.get("content", {}).values():
            found |= {f"{status} {path}" for path, _is_due in fields_of(said, content.get("schema", {}))} | {status}
    return found


def _body(one: dict[str, Any]) -> dict[str, Any]:
    content = one.get("requestBody", {}).get("content", {})
    return next((kind["schema"] for kind in content.values()), {})


def fields_of(
    said: dict[str, Any], schema: dict[str, Any], before: str = "", around: tuple[str, ...] = ()
) -> list[tuple[str, bool]]:
    """The paths of all fields inside, and whether each has to be sent."""
    found: list[tuple[str, bool]] = []
    for one in (schema, *schema.get("anyOf", ())):
        if ref := one.get("$ref"):
            name = re.sub(r".*/", "", ref)
            if name in around:
                continue
            found += fields_of(said, said["components"]["schemas"][name], before, (*around, name))
        if "items" in one:
            found += fields_of(said, one["items"], f"{before}[]", around)
        for name, inner in one.get("properties", {}).items():
            path = f"{before}.{name}" if before else name
            found.append((path, not before and name in one.get("required", ())))
            found += fields_of(said, inner, path, around)
    return found
