"""How a log is written: a line for what was refused, a traceback only for what we did wrong, the request's own number
on each line, and no secret."""

import json
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from copy import copy
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from faena.lib.outages import outage_of

# The link of a customer and its label on the device, the visits of a calendar program, an invitation, the set-up and a
# recovered password: an address that opens something by itself is written without its token.
_OPENS: Final = re.compile(r"(/(?:t|l|calendar|invitation|setup|password/reset)/)[^/\s?\"']{12,}")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST: Final = 2000  # characters of what somebody sent; a traceback may be longer
_OF_A_PROXY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
SERVERS_FAULT: Final = 500

_request: ContextVar[str] = ContextVar("the number of the request", default="")


class RequestNumbers:
    """Middleware: each request has a number, which its lines in the log and its answer (X-Request-Id) bear. A proxy of
    ours may have given one already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = request.headers.get("X-Request-Id", "") if settings.TRUSTED_PROXIES else ""
        number = told if _OF_A_PROXY.fullmatch(told) else secrets.token_hex(8)
        request.number = number  # type: ignore[attr-defined]  # Django writes what was refused when we are done
        token = _request.set(number)
        try:
            answer = self.get_response(request)
        finally:
            _request.reset(token)
        answer.headers["X-Request-Id"] = number
        return answer


def _number_of(record: logging.LogRecord) -> str:
    """The number of the request that it is about, or in which it was written; "" outside of one."""
    about: str = getattr(getattr(record, "request", None), "number", "")
    return about or _request.get()


class Line(logging.Formatter):
    """One line of text; below it the traceback, if there is one."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}{number} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        written = _in_short(record)
        written.number = f" [{number}]" if (number := _number_of(record)) else ""
        return _without_tokens(super().format(written))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        record.message = _in_one_line(record.message)
        return super().formatMessage(record)


class JsonLine(logging.Formatter):
    """The same as one JSON object on a line, for whatever collects logs: time (RFC 3339), level, logger, message, and
    where there is one request, status, trace."""

    def format(self, record: logging.LogRecord) -> str:
        written = _in_short(record)
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(written.created, UTC).isoformat(timespec="milliseconds"),
            "level": written.levelname,
            "logger": written.name,
            "message": _in_one_line(written.getMessage()),
        }
        if number := _number_of(record):
            said["request"] = number
        if (status := getattr(written, "status_code", None)) is not None:
            said["status"] = status
        if written.exc_info:
            said["trace"] = self.formatException(written.exc_info)
        return _without_tokens(json.dumps(said, ensure_ascii=False))


FORMATS: Final = {"text": Line, "json": JsonLine}


def _in_short(record: logging.LogRecord) -> logging.LogRecord:
    """A copy. What was refused is a warning of one line: whoever sends nonsense does not fill the log with our
    tracebacks, and wakes nobody. An outage is an error of one line: a traceback for each request that comes meanwhile
    would fill the disk, and say no more."""
    written = copy(record)
    error = record.exc_info[1] if record.exc_info else None
    if outage_of(error):
        said = str(error).partition("\n")[0]
        written.msg, written.args = f"{record.getMessage()} ({type(error).__name__}: {said})", ()
        written.exc_info = written.exc_text = written.stack_info = None
    is_refusal = getattr(record, "status_code", SERVERS_FAULT) < SERVERS_FAULT
    if is_refusal or record.name.startswith("django.security"):
        written.exc_info = written.exc_text = written.stack_info = None
        if written.levelno > logging.WARNING:
            written.levelno, written.levelname = logging.WARNING, "WARNING"
    return written


def _in_one_line(text: str) -> str:
    """Nobody writes lines of their own into the log by a line break in an address."""
    text = _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def _without_tokens(text: str) -> str:
    return _OPENS.sub(r"\1…", text)
