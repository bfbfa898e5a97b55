"""Logs are read by more people than links are meant for."""

import io
import json
import logging
from contextlib import contextmanager

import psycopg
import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError

from faena.lib.logs import JsonLine, Line
from tests import factories


@contextmanager
def written_by(formatter):
    """What the program's own handler would write."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def log():
    with written_by(Line()) as stream:
        yield stream


@pytest.fixture
def objects():
    with written_by(JsonLine()) as stream:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_refused_invitation_does_not_leave_its_link_in_the_log(log, owner, visitor):
    """The link still works after a password that was too short."""
    token = factories.an_invitation(by=owner)

    assert visitor.post(f"/invitation/{token}/", {"password": "short"}).status_code == 422

    assert "Unprocessable Entity: /invitation/…/" in log.getvalue()
    assert token not in log.getvalue()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Not Found: /t/Zm9vYmFyZm9vYmFy_-x/photo/7/", "Not Found: /t/…/photo/7/"),
        ("Not Found: /calendar/Zm9vYmFyZm9vYmFy_-x.ics", "Not Found: /calendar/…"),
        ("Not Found: /l/Zm9vYmFyZm9vYmFy_-x/", "Not Found: /l/…/"),
        ("Gone: /setup/1vMbBz~Zm9vYmFyZm9v/", "Gone: /setup/…/"),
        ("Gone: /password/reset/1-d2k3-0123456789abcdef/", "Gone: /password/reset/…/"),
        ("Not Found: /orders/7/slip.pdf", "Not Found: /orders/7/slip.pdf"),
        ("Unprocessable Entity: /t/", "Unprocessable Entity: /t/"),
    ],
)
def test_tokens_are_left_out(log, said, written):
    logging.getLogger("django.request").warning(said)

    assert log.getvalue().endswith(f" {written}\n")


def test_a_traceback_is_written_without_them_too(log):
    try:
        raise ValueError("https://shop.example/t/Zm9vYmFyZm9vYmFyZm9v/ does not open")
    except ValueError:
        logging.getLogger("faena").exception("Failed.")

    assert "/t/…/ does not open" in log.getvalue()
    assert "Zm9v" not in log.getvalue()


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/orders/999999/", "localhost", 404),
        ("/", "evil.example", 400),
        ("/settings/company/", "localhost", 403),
    ],
)
def test_what_is_refused_is_one_line(log, client_of, technician, path, host, status):
    """A wrong host raises SuspiciousOperation, a missing permission PermissionDenied: Django writes both with a
    traceback, the first as an error."""
    assert client_of(technician).get(path, HTTP_HOST=host).status_code == status

    assert len(log.getvalue().splitlines()) == 1
    assert " WARNING " in log.getvalue()


def test_what_is_our_fault_keeps_its_traceback(log):
    """The record itself is not changed: what else listens sees it whole."""
    try:
        raise SuspiciousOperation("wrong")
    except SuspiciousOperation:
        logging.getLogger("faena").exception("Failed.")

    assert "Traceback" in log.getvalue()


def test_an_outage_is_one_line_however_often_it_is_met(log):
    """Each request that comes meanwhile would write a traceback, until the disk is full as well."""
    try:
        raise OperationalError("disk I/O error") from psycopg.OperationalError("connection refused\nIs it running?")
    except OperationalError:
        logging.getLogger("django.request").exception("Service Unavailable: %s", "/orders/")

    [line] = log.getvalue().splitlines()
    assert line.endswith(" Service Unavailable: /orders/ (OperationalError: disk I/O error)")
    assert " ERROR " in line


@pytest.mark.django_db
def test_nobody_writes_a_line_of_his_own(log, visitor):
    visitor.get("/nothing/%0a2026-11-30 ERROR faena all is lost/")
    logging.getLogger("faena").warning("sent: %s", "a\nb\u2028c" + "d" * 5000)

    assert len(log.getvalue().splitlines()) == 2
    assert len(log.getvalue()) < 3000


@pytest.mark.django_db
def test_as_json_it_is_one_object_a_line(objects, visitor):
    answer = visitor.get("/nothing/")
    try:
        raise ValueError("https://shop.example/t/Zm9vYmFyZm9vYmFyZm9v/ does not open")
    except ValueError:
        logging.getLogger("faena").exception("Failed.")

    refused, failed = objects()
    assert refused["message"] == "Not Found: /nothing/"
    assert (refused["status"], refused["level"], refused["request"]) == (404, "WARNING", answer["X-Request-Id"])
    assert "/t/…/ does not open" in failed["trace"]
    assert "request" not in failed


@pytest.mark.django_db
def test_the_number_of_a_request_stands_in_the_log_and_on_the_answer(log, visitor):
    answer = visitor.get("/nothing/", HTTP_X_REQUEST_ID="of-somebody-1")

    assert answer["X-Request-Id"] != "of-somebody-1"
    assert f" [{answer['X-Request-Id']}] " in log.getvalue()


@pytest.mark.django_db
def test_a_proxy_of_ours_may_have_numbered_it(settings, visitor):
    settings.TRUSTED_PROXIES = 1

    assert visitor.get("/nothing/", HTTP_X_REQUEST_ID="of-our-proxy-1")["X-Request-Id"] == "of-our-proxy-1"
    assert visitor.get("/nothing/", HTTP_X_REQUEST_ID="a b")["X-Request-Id"] != "a b"
