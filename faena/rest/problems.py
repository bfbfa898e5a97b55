"""Whatever a call ends with is JSON: the answer for each exception that an operation may raise."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from faena.gate.rights import NotAllowed
from faena.journal.operations import Reused
from faena.lib.errors import Question, RuleBroken, Stale
from faena.lib.outages import Outage, outage_of
from faena.ui.problems import Problem, problem

log = logging.getLogger(__name__)


def as_problem(error: Exception) -> Problem:
    """What the exception is for whoever called; an unknown one is 500, and stands in the log."""
    for kind, found in KNOWN.items():
        if isinstance(error, kind):
            return found(error)
    match outage_of(error):
        case Outage.NO_ROOM:
            return Problem(507, "no-room", headers={"Retry-After": "60"})
        case Outage.AWAY:
            return Problem(503, "away", headers={"Retry-After": "60"})
    log.error("A call of the API failed.", exc_info=error)
    return Problem(500, "failed")


def answer_problems(api: NinjaAPI) -> None:
    """Every exception is answered as a problem."""

    def handler(_request: HttpRequest, error: Any) -> HttpResponse:
        return problem(as_problem(error))

    for kind in (Exception, Http404, HttpError, AuthenticationError, ValidationError, *KNOWN):
        api.add_exception_handler(kind, handler)


def _refused(error: Any) -> Problem:
    """A rule: 422 with the fact that it is about, else 409."""
    if not error.at:
        return Problem(409, error.code, error.sentence)
    errors = [{"pointer": pointer(error.at), "detail": error.sentence, "code": error.code}]
    return Problem(422, error.code, error.sentence, errors=errors)


def _asks(error: Any) -> Problem:
    """One thing has to be answered first: the same call with one of `answers` among its `answers`."""
    return Problem(409, "asks", error.sentence, answers=error.answers, pointer=pointer(error.at))


def _stale(error: Any) -> Problem:
    current = getattr(error.current, "version", None)
    return Problem(412, "stale", error.sentence, current_version=current)


def _invalid(error: Any) -> Problem:
    errors = []
    for one in error.errors:
        where, *path = one["loc"]
        if where in ("query", "header", "path"):
            errors.append({"parameter": str(path[0]) if path else where, "detail": one["msg"]})
        else:  # a body, or the parts of a form: the first name is that of the function's own argument
            errors.append({"pointer": pointer(".".join(map(str, path[1:]))), "detail": one["msg"]})
    return Problem(422, "invalid", errors=errors)


def _http(error: Any) -> Problem:
    if error.status_code == 401:
        return Problem(401, "unauthenticated", headers={"WWW-Authenticate": "Bearer"})
    return Problem(error.status_code, "malformed", str(error))


def pointer(path: str) -> str:
    """`customer.phone` as RFC 6901 has it: `/customer/phone`; "" for the whole."""
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path.split(".")) if path else ""


KNOWN: dict[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda error: error,
    Stale: _stale,
    Question: _asks,
    RuleBroken: _refused,
    NotAllowed: lambda error: Problem(403, "forbidden", permission=str(error.perm), pointer=pointer(error.at)),
    PermissionDenied: lambda error: Problem(403, "forbidden"),
    Reused: lambda error: Problem(422, "idempotency-key-reused"),
    Http404: lambda error: Problem(404, "not-found"),
    ValidationError: _invalid,
    HttpError: _http,
    RequestDataTooBig: lambda error: Problem(413, "too-large"),
    SuspiciousOperation: lambda error: Problem(400, "malformed"),
    MultiPartParserError: lambda error: Problem(400, "malformed"),
}
