"""The API at /api/v1: the routes of every room that has some, behind one kind of door."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from django.utils import translation
from ninja import NinjaAPI

from faena.gate.doors import for_programs
from faena.rest.description import register
from faena.rest.problems import answer_problems
from faena.rest.routes import ROOT, Routes
from faena.ui.problems import Problem, problem

api = NinjaAPI(
    title="Faena",
    version="1",
    description="Whatever a page can do, by the same function.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
answer_problems(api)
for room in reversed(settings.ROOMS):
    if find_spec(f"faena.{room}.api"):
        found = import_module(f"faena.{room}.api").routes
        assert isinstance(found, Routes)
        api.add_router("", found.router)


def _behind_door(view: Any) -> Any:
    """Says in which language it answers; a method that is not offered is a problem like any other."""

    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = view(request, *args, **kwargs)
        if answer.status_code == 405:
            answer = problem(Problem(405, "method-not-allowed", headers={"Allow": answer.headers["Allow"]}))
        answer.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        return answer

    called.csrf_exempt = True  # type: ignore[attr-defined]  # a token is sent by nobody's browser by itself
    return for_programs(called)


urlpatterns = [route for route in api.urls[0] if isinstance(route, URLPattern) and route.name != "api-root"]
for route in urlpatterns:
    route.callback = _behind_door(route.callback)
register(lambda: dict(api.get_openapi_schema(path_prefix=f"{ROOT}/")))
