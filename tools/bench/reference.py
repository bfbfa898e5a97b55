"""What everything is measured beside: an empty view, and one that inserts a row durably, as a bare Django serves them
on the database settings of the program. The web server finds `application` here; `python -m` makes its table."""

from pathlib import Path

from django.conf import settings

from config import env
from config.databases import database

settings.configure(
    SECRET_KEY="only-for-the-bench-" + "x" * 50,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": database(Path(env.text("FAENA_VAR")))},
)

import django  # noqa: E402  # needs the settings

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  # the same
from django.db import connection, transaction  # noqa: E402  # the same
from django.http import HttpRequest, HttpResponse  # noqa: E402  # the same
from django.urls import path  # noqa: E402  # the same


def empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def insert(_request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (text) VALUES (%s)", ["y" * 200])
    return HttpResponse("ok")


urlpatterns = [path("", empty), path("insert/", insert)]
application = get_wsgi_application()


def prepare() -> None:
    """The table, by one process: two workers that both turn a new SQLite file to WAL lock each other out."""
    with connection.cursor() as cursor:
        key = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_row (id {key}, text text)")


if __name__ == "__main__":
    prepare()
