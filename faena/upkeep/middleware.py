"""What stands before every view: the addresses of monitors, and that nothing is written on a full disk."""

import json
from collections.abc import Callable
from secrets import compare_digest
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from faena.gate.doors import door_of
from faena.ui.errors import no_room
from faena.upkeep import room
from faena.upkeep.health import Health, health

LIVE: Final = "/health/live"
READY: Final = "/health/ready"
METRICS: Final = "/metrics"
READS: Final = ("GET", "HEAD")
STATES: Final = {"ok": 0, "warning": 1, "failed": 2}


class Monitors:
    """`/health/live`: this process answers. `/health/ready`: it can do its work (200), or not (503), as JSON.
    `/metrics`: the same as numbers in the text format of Prometheus, for whoever has FAENA_METRICS_TOKEN.

    They are answered before anything that needs a host name, a session or the company."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.answers = {LIVE: live, READY: ready, **({METRICS: metrics} if settings.METRICS_TOKEN else {})}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        answered = answer(request)
        answered.headers["Cache-Control"] = "no-store"
        return answered


class RoomOnDisk:
    """On a disk that is nearly full a form is refused with a sentence, before anything of it is written. What may be
    sent twice (signing in and out, a language) writes a session at most, and goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        door = door_of(view)
        if request.method in READS or not room.is_short() or (door and door.repeatable):
            return None
        return no_room(request)


def live(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("live\n", content_type="text/plain")


def ready(_request: HttpRequest) -> HttpResponse:
    found = health()
    said = {"state": found.state, "checks": {finding.name: finding.state for finding in found.findings}}
    status = 503 if found.state == "failed" else 200
    return HttpResponse(json.dumps(said) + "\n", content_type="application/json", status=status)


def metrics(request: HttpRequest) -> HttpResponse:
    told = request.headers.get("Authorization", "").encode()
    if not compare_digest(told, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(as_text(health()), content_type="text/plain; version=0.0.4; charset=utf-8")


def as_text(found: Health) -> str:
    """In the text format of Prometheus."""
    lines = ["# HELP faena_health 0 as it should be, 1 somebody has to look after it, 2 it does not work.",
             "# TYPE faena_health gauge"]  # fmt: skip
    lines += [f'faena_health{{check="{finding.name}"}} {STATES[finding.state]}' for finding in found.findings]
    for finding in found.findings:
        if finding.value is not None:
            name = f"faena_{finding.name}_{'free_bytes' if finding.unit == 'bytes' else 'age_seconds'}"
            lines += [f"# HELP {name} {HELP[finding.name]}", f"# TYPE {name} gauge", f"{name} {finding.value:.0f}"]
    return "\n".join(lines) + "\n"


HELP: Final = {
    "worker": "Seconds since the job worker was last seen.",
    "mail": "Seconds for which the mail that is due has been waiting.",
    "backup": "Seconds since the last backup began.",
    "clock": "Seconds by which a clock is ahead of this machine's.",
    "disk": "Bytes of the disk of the data folder that are free.",
}
