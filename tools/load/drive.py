"""Plays the people with Locust, in a process of its own: reads what is wanted as JSON, and writes what was noted.

echo '{"port": 8100, "users": 200, "seconds": 600, "drawn": {…}}' | python -m tools.load.drive"""

from locust.env import Environment  # isort: skip  # before anything that opens a socket: it makes sockets wait by turns
import json
import sys
from typing import Any

import gevent

from tools.bench.works import Places
from tools.load.people import Notebook, Person

A_SECOND = 5.0  # people who come in
LAST_TURN = 90  # seconds for what is on its way at the end


def driven(port: int, users: int, seconds: float, drawn: dict[str, list[Any]]) -> dict[str, Any]:
    """Times are of when everybody had come in until the end."""
    Person.notebook = notebook = Notebook(Places(drawn))
    environment = Environment(user_classes=[Person], host=f"http://127.0.0.1:{port}", stop_timeout=LAST_TURN)
    runner = environment.create_local_runner()
    runner.start(users, A_SECOND)
    while notebook.inside < users:
        gevent.sleep(0.1)
    from_here = len(notebook.samples)
    gevent.sleep(seconds)
    until = len(notebook.samples)
    runner.quit()
    stats = environment.stats.total
    measured: dict[str, dict[str, list[float]]] = {"read": {}, "write": {}}
    for sample in notebook.samples[from_here:until]:
        measured[sample.kind].setdefault(sample.name, []).append(round(sample.ms, 1))
    return {
        "run": notebook.run,
        "measured": measured,
        "acknowledged": notebook.acknowledged,
        "wrong": notebook.wrong,
        "requests": stats.num_requests,
        "failed": stats.num_failures,
    }


if __name__ == "__main__":
    json.dump(driven(**json.load(sys.stdin)), sys.stdout)
