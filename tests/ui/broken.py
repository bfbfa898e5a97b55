"""Pages that fail, in front of the real middleware."""

import errno

import psycopg
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls
from config.urls import handler400, handler403, handler404, handler500
from faena.gate.doors import public, requires
from faena.gate.grants import Perm

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@public
def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@requires(Perm.SELF)
def breaks_in_transaction(request: HttpRequest) -> HttpResponse:
    """What is asked afterwards is refused too, until the transaction has ended."""
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            cursor.execute("SELECT nothing FROM nowhere")
        except Exception as error:
            raise IntegrityError from error
    return HttpResponse()


@requires(Perm.SELF)
def breaks_the_frame(request: HttpRequest) -> HttpResponse:
    request.company = object()  # type: ignore[attr-defined]  # what the frame draws has no name now
    raise ZeroDivisionError


@requires(Perm.SELF)
def runs_out_of_room(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


@requires(Perm.SELF)
def waits_too_long(request: HttpRequest) -> HttpResponse:
    raise OperationalError from psycopg.errors.LockNotAvailable("canceling statement due to lock timeout")


urlpatterns = [
    path("breaks/room/", runs_out_of_room),
    path("breaks/lock/", waits_too_long),
    path("breaks/", breaks),
    path("breaks/transaction/", breaks_in_transaction),
    path("breaks/frame/", breaks_the_frame),
    *urls.urlpatterns,
]
