"""How a room says its routes. Each names its permission, which is asked before anything is read:

    routes = Routes("orders")

    @routes.thing("/orders/{int:order_id}", Perm.ORDER_SEE)
    def order(request: StaffRequest, order_id: int) -> OrderOut: …                      # GET, with its ETag

    @routes.event("/orders/{int:order_id}/closing", Perm.ORDER_CLOSE, to=order, is_versioned=True)
    def close(request: StaffRequest, order_id: int, facts: ClosingIn) -> int:           # POST: one action, then
        …                                                                               # the key of the thing `to`

A call that changes something answers with the thing as it is afterwards: 201 and Location for a POST, 200 for PATCH and
DELETE, 204 where there is none. The same key again gets the same status and address, and the thing as it is then.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, get_type_hints

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_resolver
from django.utils import translation
from ninja import Router
from ninja.security import HttpBearer
from pydantic import BaseModel

from faena.gate.grants import Perm, may, module_of
from faena.journal.access import origin_of
from faena.journal.operations import Answer, once
from faena.journal.unit_of_work import unit_of_work
from faena.lib.errors import RuleBroken
from faena.rest.bearer import caller_of
from faena.rest.effects import digest_of, key_of, version_of
from faena.ui.problems import Problem

ROOT: Final = "/api/v1"
READS: Final = ("GET", "HEAD")


class Bearer(HttpBearer):
    """Authorization: Bearer faena_…  The permission is asked before the body is read."""

    def __init__(self, perm: Perm) -> None:
        super().__init__()
        self.perm = perm

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        user = caller_of(token, request, writes=request.method not in READS)
        request.user = user
        translation.activate(_language(request, user.language))
        if module_of(self.perm) not in ("", *request.company.modules):  # type: ignore[attr-defined]  # company.middleware
            raise Http404
        if not may(user, self.perm):
            raise Problem(403, "forbidden", permission=str(self.perm))
        return user


def _language(request: HttpRequest, own: str) -> str:
    """What the call asks for, else the user's own."""
    return translation.get_language_from_request(request) if "Accept-Language" in request.headers else own


@dataclass(frozen=True)
class Thing:
    """What a GET of one address answers. key: the name of the key in its path, "" where there is only one."""

    path: str
    perm: Perm
    read: Callable[..., BaseModel]
    key: str

    def at(self, key: object) -> str:
        return re.sub(r"\{[^}]+\}", str(key), self.path)

    def key_of(self, address: str) -> int | None:
        """The key in an address of such a thing, 0 where there is only one; None for any other."""
        pattern = re.sub(r"\\\{[^}]+\\\}", r"(\\d+)", re.escape(self.path))
        found = re.fullmatch(pattern, address)
        return int(found[1] if self.key else 0) if found else None

    def seen_by(self, request: HttpRequest, key: object) -> BaseModel | None:
        """As the caller may see it; None where he may not, or no longer."""
        is_there = module_of(self.perm) in ("", *request.company.modules)  # type: ignore[attr-defined]  # its middleware
        if not (is_there and may(request.user, self.perm)):
            return None
        try:
            return self.read(request, **({self.key: key} if self.key else {}))
        except Http404:
            return None


THINGS: Final[list[Thing]] = []
_by_kind: Final[dict[str, Thing]] = {}


def address_of(kind: str, key: int) -> str | None:
    """Where what a Ref points to is read; None for what has no route."""
    get_resolver().url_patterns  # noqa: B018  # loads the routes, of which a worker has none yet
    thing = _by_kind.get(kind)
    return f"{ROOT}{thing.at(key)}" if thing else None


class Routes:
    """The routes of a room; `config.api` mounts those of all."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def thing(
        self, path: str, perm: Perm, *, parameters: Collection[str] = (), kind: str = ""
    ) -> Callable[[Any], Thing]:
        """GET of one thing, or of a fixed list. parameters: what its address may ask besides. kind: of the Refs that
        point to it."""

        def mount(read: Callable[..., BaseModel]) -> Thing:
            keys = re.findall(r"\{(?:int:)?(\w+)\}", path)
            thing = Thing(path, perm, read, keys[-1] if keys else "")
            THINGS.append(thing)
            if kind:
                _by_kind[kind] = thing

            @wraps(read)
            def answered(request: HttpRequest, **facts: Any) -> HttpResponse:
                check_parameters(request, parameters)
                return as_json(read(request, **facts))

            self._add("GET", path, perm, answered, get_type_hints(read)["return"])
            return thing

        return mount

    def file(self, path: str, perm: Perm, *, parameters: Collection[str] = ()) -> Callable[[Any], Any]:
        """GET of a picture or paper."""

        def mount(read: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(read)
            def answered(request: HttpRequest, **facts: Any) -> Any:
                check_parameters(request, parameters)
                return read(request, **facts)

            self._add("GET", path, perm, answered, None)
            return read

        return mount

    def question(self, path: str, perm: Perm) -> Callable[[Any], Any]:
        """POST that only reads: what is asked stands in the body, since addresses stand in logs. It needs no key."""

        def mount(read: Callable[..., BaseModel]) -> Callable[..., BaseModel]:
            @wraps(read)
            def answered(request: HttpRequest, **facts: Any) -> HttpResponse:
                check_parameters(request, ())
                return as_json(read(request, **facts))

            self._add("POST", path, perm, answered, get_type_hints(read)["return"], has_key=False)
            return read

        return mount

    def event(
        self, path: str, perm: Perm, *, to: Thing | None = None, is_versioned: bool = False
    ) -> Callable[[Any], Any]:
        """POST: something happens. The function does it by one action and returns the key of the thing `to`."""
        return self._change("POST", 201, path, perm, to, is_versioned)

    def change(self, path: str, perm: Perm, *, to: Thing, is_versioned: bool = True) -> Callable[[Any], Any]:
        """PATCH: what stands there is corrected."""
        return self._change("PATCH", 200, path, perm, to, is_versioned)

    def removal(
        self, path: str, perm: Perm, *, to: Thing | None = None, is_versioned: bool = False
    ) -> Callable[[Any], Any]:
        """DELETE: it is taken back."""
        return self._change("DELETE", 200, path, perm, to, is_versioned)

    def _change(
        self, method: str, status: int, path: str, perm: Perm, to: Thing | None, is_versioned: bool
    ) -> Callable[[Any], Any]:
        status = status if to else 204

        def mount(act: Callable[..., Any]) -> Callable[..., Any]:
            ids = _ids_of(act)

            @wraps(act)
            def answered(request: HttpRequest, **facts: Any) -> HttpResponse:
                check_parameters(request, ())
                key = key_of(request, is_due=method == "POST")
                if is_versioned:
                    version_of(request)

                def work() -> Answer[HttpResponse]:
                    try:
                        done = act(request, **facts)
                    except RuleBroken as broken:
                        broken.at = _as_sent(broken.at, ids)
                        raise
                    where = to.at(done) if to else ""
                    body = to.seen_by(request, done) if to else None
                    return Answer(as_json(body, status, where), status, where)

                channel = f"api:{request.user.token_id}"  # type: ignore[union-attr]  # Bearer has put him there
                with unit_of_work(origin_of(request, channel, key)):
                    if not key:
                        return work().body or as_json(None, status)
                    answer = once(int(request.user.pk or 0), key, digest_of(request), work)
                return answer.body or _again(request, answer)

            answers = get_type_hints(to.read)["return"] if to else None
            self._add(method, path, perm, answered, answers, status, is_versioned=is_versioned)
            return act

        return mount

    def add_list(
        self, path: str, perm: Perm, read: Callable[..., Any], answers: Any, parameters: Sequence[str]
    ) -> None:
        """rest.lists makes it."""
        self._add("GET", path, perm, read, answers, parameters=parameters)

    def _add(
        self,
        method: str,
        path: str,
        perm: Perm,
        view: Callable[..., Any],
        answers: Any,
        status: int = 200,
        *,
        is_versioned: bool = False,
        has_key: bool = True,
        parameters: Sequence[str] = (),
    ) -> None:
        headers = []
        if method == "POST" and has_key:
            headers.append(_parameter("header", "Idempotency-Key", r"^[\w-]{16,64}$", is_required=True))
        if is_versioned:
            headers.append(_parameter("header", "If-Match", r'^"\d{1,9}"$', is_required=True))
        headers += [_parameter("query", name) for name in parameters]
        self.router.add_api_operation(
            path,
            [method],
            view,
            auth=Bearer(perm),
            response={status: answers},
            operation_id=f"{self.router.tags[0]}_{view.__name__}",  # type: ignore[index]  # set above
            summary=(view.__doc__ or view.__name__).strip().split("\n")[0],
            openapi_extra={"x-permission": str(perm), "parameters": headers},
        )


def the(rows: QuerySet[Any], key: int) -> Any:
    """The row with this key among those within reach; 404 for any other."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def named(rows: QuerySet[Any], key: int | None, at: str) -> Any:
    """The row that a fact of the body names, None for None. Raises RuleBroken beside it."""
    if key is None:
        return None
    found = rows.filter(pk=key).first()
    if found is None:
        raise RuleBroken(translation.gettext("This is not there to be chosen."), at, "not-offered")
    return found


def check_parameters(request: HttpRequest, known: Collection[str]) -> None:
    """What nobody knows is refused, not passed over."""
    if unknown := [name for name in request.GET if name not in known]:
        errors = [{"parameter": name, "detail": "This parameter is not known here."} for name in unknown]
        raise Problem(422, "invalid", errors=errors)


def as_json(body: BaseModel | None, status: int = 200, where: str = "") -> HttpResponse:
    """With the version as ETag, and the address of what was made."""
    if status == 204:
        return HttpResponse(status=204)
    text = "null" if body is None else body.model_dump_json()
    answer = HttpResponse(text, status=status, content_type="application/json")
    version = getattr(body, "version", None)
    if version is not None:
        answer["ETag"] = f'"{version}"'
    if where and status == 201:
        answer["Location"] = f"{ROOT}{where}"
    return answer


def _again(request: HttpRequest, first: Answer[HttpResponse]) -> HttpResponse:
    """The same call came before: its status and address, and what stands there now."""
    body = None
    for thing in THINGS:
        if (key := thing.key_of(first.where)) is not None:
            body = thing.seen_by(request, key)
            break
    answer = as_json(body, first.status, first.where)
    answer["Idempotency-Replayed"] = "true"
    return answer


def _ids_of(act: Callable[..., Any]) -> frozenset[str]:
    """The names of the body that hold the key of a row: `customer_id`, for the action's fact `customer`."""
    bodies = [hint for hint in get_type_hints(act).values() if isinstance(hint, type) and issubclass(hint, BaseModel)]
    return frozenset(name for body in bodies for name in body.model_fields if name.endswith("_id"))


def _as_sent(at: str, ids: Collection[str]) -> str:
    """A fact of the action by its name in the body."""
    first, dot, rest = at.partition(".")
    return f"{first}_id{dot}{rest}" if f"{first}_id" in ids and not rest else at


def _parameter(where: str, name: str, pattern: str = "", *, is_required: bool = False) -> dict[str, Any]:
    schema = {"type": "string"} | ({"pattern": pattern} if pattern else {})
    return {"in": where, "name": name, "required": is_required, "schema": schema}
