"""What the API says of itself: a page for people, and OpenAPI for programs."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faena.gate.doors import public, requires
from faena.gate.grants import Perm
from faena.lib.errors import CODES
from faena.rest.description import METHODS, description, fields_of
from faena.rest.routes import ROOT
from faena.ui.problems import TITLES


@dataclass(frozen=True)
class Operation:
    """One route and method, as the page shows it. sends: the fields, and whether each has to be there; gives: those of
    the answer, of a list those of a row. What lies deeper stands in OpenAPI."""

    key: str
    method: str
    path: str
    says: str
    permission: str
    headers: list[str]
    asks: list[str]
    sends: list[tuple[str, bool]]
    is_form: bool
    gives: list[str]


@public
@require_GET
def openapi(_request: HttpRequest) -> JsonResponse:
    """The description that programs read."""
    return JsonResponse(description())


@requires(Perm.SELF)
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation by room, and what each code of a problem means."""
    rooms: dict[str, list[Operation]] = {}
    for path, methods in description()["paths"].items():
        for method in METHODS:
            if method in methods:
                one = methods[method]
                rooms.setdefault(one["tags"][0], []).append(_shown(path, method, one))
    context = {"rooms": rooms, "problems": TITLES, "rules": CODES, "root": ROOT}
    return render(request, "rest/docs.html", context)


def _shown(path: str, method: str, one: dict[str, Any]) -> Operation:
    said = description()
    parameters = one.get("parameters", [])
    body = one.get("requestBody", {}).get("content", {})
    good: dict[str, Any] = next((one for status, one in one["responses"].items() if status.startswith("2")), {})
    kinds: list[dict[str, Any]] = [*good.get("content", {}).values(), {}]
    given: dict[str, Any] = kinds[0].get("schema", {})
    return Operation(
        key=one["operationId"],
        method=method.upper(),
        path=path.removeprefix(ROOT),
        says=one["summary"],
        permission=one["x-permission"],
        headers=[p["name"] for p in parameters if p["in"] == "header"],
        asks=[p["name"] for p in parameters if p["in"] == "query"],
        sends=[
            (name, is_due)
            for name, is_due in fields_of(said, next((kind["schema"] for kind in body.values()), {}))
            if "." not in name
        ],
        is_form="multipart/form-data" in body,
        gives=sorted({name.removeprefix("items[].") for name, _is_due in fields_of(said, given) if _is_near(name)}),
    )


def _is_near(name: str) -> bool:
    return "." not in name.removeprefix("items[].")
