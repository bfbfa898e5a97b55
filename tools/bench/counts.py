"""How many queries each work asks of the database, counted in a process of its own.

    echo '{"home": ["/", {}]}' | python -m tools.bench.counts

Reads {work: [path, what is typed]} and writes {work: queries}. A form's own GET is not counted."""

import json
import os
import random
import sys
from typing import Any

from tools.bench.works import PASSWORD, SIGN_INS


def counted(works: dict[str, tuple[str, dict[str, str]]]) -> dict[str, int]:
    from django.test import Client

    browser = Client(SERVER_NAME="localhost")
    _ask(browser, "/sign-in/", {"login": SIGN_INS[0], "password": PASSWORD})
    for path, typed in works.values():
        _ask(browser, path, typed)  # whatever a process asks once
    return {work: _ask(browser, path, typed) for work, (path, typed) in works.items()}


def _ask(browser: Any, path: str, typed: dict[str, str]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tools.bench.pageforms import form_with

    sent: dict[str, Any] = {}
    if typed:
        form = form_with(browser.get(path).content.decode(), next(iter(typed)))
        for name, value in form.filled(typed, random.Random(1)):
            sent.setdefault(name, []).append(value)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post(path, sent) if typed else browser.get(path)
        b"".join(answer)
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    json.dump(counted(json.load(sys.stdin)), sys.stdout)
