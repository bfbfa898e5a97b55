"""Whatever is sent, the answer is one that the description names: made-up calls of every operation, right and wrong,
with keys of real things in addresses and bodies.

FAENA_FUZZ=130 makes some 25,000 of them; the suite makes a few of each."""

import json
import os
import sys
import uuid
from collections import Counter
from contextlib import suppress
from typing import Any

import hypothesis
import jsonschema_rs
import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from schemathesis import GenerationMode

from faena.rest.description import description
from faena.rest.routes import ROOT
from tests.rest.calling import Api
from tests.rest.operations import VALUES, Operation, key_of, operations

EACH = int(os.environ.get("FAENA_FUZZ", "3"))
pytestmark = [pytest.mark.django_db, pytest.mark.slow("thousands of calls are made up and sent")]
SETTINGS = hypothesis.settings(
    max_examples=EACH,
    database=None,
    deadline=None,
    derandomize="FAENA_FUZZ" not in os.environ,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
REACHED = 60  # of a hundred operations, that have to succeed at least once
RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def made_up() -> dict[tuple[str, str], Any]:
    schema = schemathesis.openapi.from_dict(description())
    return {(one.ok().method.upper(), one.ok().path): one.ok() for one in schema.get_all_operations()}


def test_no_call_fails_and_every_answer_is_described(world, made_up):
    api, answered, wrong = Api(world.people["owner"]), Counter[str](), []
    calls = 0
    for one in operations():
        described = made_up[one.method, ROOT + one.path]
        for mode in (RIGHT, WRONG):
            calls += call(one, described, mode, api, world.things.own, answered, wrong)

    assert wrong == [], "\n".join(wrong[:20])
    missed = sorted(str(one) for one in operations() if not answered[one.name])
    if "FAENA_FUZZ" in os.environ:
        sys.stderr.write(f"{calls} calls of {len(operations())} operations; never a success: {', '.join(missed)}\n")
    assert calls >= len(operations()) * EACH
    assert len(missed) * 100 <= len(operations()) * (100 - REACHED), missed


def test_nobody_reaches_what_is_another_sellers(world, made_up):
    """W31: right calls of a seller, with the keys of another one's customer and of all that hangs on him, in addresses
    and bodies: none of them succeeds."""
    api, answered, wrong = Api(world.people["seller"]), Counter[str](), []
    for one in operations():
        call(one, made_up[one.method, ROOT + one.path], RIGHT, api, world.things.foreign, answered, wrong)

    assert wrong == [], "\n".join(wrong[:20])
    reached = {str(one) for one in operations() if answered[one.name] and (one.keys or one.method != "GET")}
    assert not reached - OF_EVERYBODY, "; ".join(sorted(reached - OF_EVERYBODY))


# What is his own, or everybody's: somebody new, what he asks for among what he reaches, texts of the company.
OF_EVERYBODY = {
    "DELETE /me/photo",
    "GET /terms/{terms_id}",
    "GET /views/{view_id}",
    "PATCH /me",
    "POST /agenda/feeds",
    "POST /agenda/feeds/revocation",
    "POST /customers",
    "POST /customers/alike",
    "POST /customers/search",
    "POST /me/language",
    "POST /me/notices",
    "POST /notices/reading",
    "POST /views",
}


def call(
    one: Operation, described: Any, mode: Any, api: Api, case: Any, answered: Counter[str], wrong: list[str]
) -> int:
    """Send what is made up; returns how many calls."""
    sent = 0

    @hypothesis.seed(1)
    @SETTINGS
    @hypothesis.given(described.as_strategy(generation_mode=mode), hypothesis.strategies.booleans())
    def send(made: Any, real: bool) -> None:
        nonlocal sent
        sent += 1
        with transaction.atomic():
            answer = sent_by(api, one, made, case, real=real or mode is RIGHT)
            transaction.set_rollback(True)
        if 200 <= answer.status_code < 300:
            answered[one.name] += 1
        if said := faults(one, answer):
            wrong.append(f"{one} {made.body!r} → {answer.status_code}: {said}")

    with suppress(hypothesis.errors.Unsatisfiable):  # nothing wrong can be made up for what takes nothing
        send()
    return sent


def sent_by(api: Api, one: Operation, made: Any, case: Any, *, real: bool) -> Any:
    room = one.said["tags"][0]
    keys = dict(made.path_parameters or {})
    if real:
        keys |= {name: value for name in one.keys if (value := key_of(name, room, case)) is not None}
    headers = {**api.headers, "Idempotency-Key": uuid.uuid4().hex}
    if any(p["name"] == "If-Match" for p in one.said.get("parameters", [])):
        headers["If-Match"] = version_of(api, one, keys) if real else str((made.headers or {}).get("If-Match", ""))
    body = with_keys(made.body, room, case) if real else made.body
    if real and isinstance(body, dict):
        body |= {name: VALUES[one.name, name] for name in body if (one.name, name) in VALUES}
    query = {name: value for name, value in (made.query or {}).items() if isinstance(value, str | int)}
    client = Client(raise_request_exception=True)
    path = ROOT + one.path.format(**{name: str(value) for name, value in keys.items()})
    if not isinstance(made.body, dict | list | str | int | float | bool | None.__class__):
        return client.generic(one.method, path, query_params=query, headers=headers)
    if made.media_type == "multipart/form-data" and isinstance(body, dict):
        fields = {name: value for name, value in body.items() if isinstance(value, str | int) and value != ""}
        return client.post(path, fields, headers=headers)
    return client.generic(one.method, path, json_of(body), "application/json", query_params=query, headers=headers)


def version_of(api: Api, one: Operation, keys: dict[str, Any]) -> str:
    """The ETag of the thing that the address lies under."""
    path = one.path.format(**{name: str(value) for name, value in keys.items()})
    while path.count("/") > 1:
        answer = api.get(path)
        if "ETag" in answer.headers:
            return str(answer.headers["ETag"])
        path = path.rpartition("/")[0]
    return '"0"'


def with_keys(body: Any, room: str, case: Any) -> Any:
    if isinstance(body, dict):
        return {
            name: (key_of(name, room, case) or value) if name.endswith("_id") else with_keys(value, room, case)
            for name, value in body.items()
        }
    return [with_keys(one, room, case) for one in body] if isinstance(body, list) else body


def json_of(body: Any) -> bytes:
    return json.dumps(body).encode("utf-8", "surrogatepass")


def faults(one: Operation, answer: Any) -> str:
    """What of the answer the description does not name; "" for nothing."""
    if answer.status_code >= 500:
        return answer.content.decode()[:300] if hasattr(answer, "content") else "failed"
    said = one.said["responses"].get(str(answer.status_code), one.said["responses"]["default"])
    if answer.status_code == 405 or not said.get("content"):
        return ""
    kind = answer["Content-Type"].split(";")[0]
    if kind not in said["content"]:
        return f"{kind} is not described"
    if not kind.endswith("json"):
        return ""
    schema = {**said["content"][kind]["schema"], "components": description()["components"]}
    return next((str(error)[:300] for error in jsonschema_rs.validator_for(schema).iter_errors(answer.json())), "")
