"""B14: kill -9 in the middle of a chunk while a file is checked, imported and undone, again and again, on both engines:
the next job goes on, and no row is lost or there twice."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from faena.customers.models import Customer, SearchTerm
from faena.journal.models import Event
from faena.moving import jobs
from faena.moving.actions import check_import, chunks, run_import, undo_import, undoing
from faena.moving.models import Import, ImportRow, OldId
from faena.upkeep.fsck import findings
from tests.moving.bringing import begun, many
from tests.world import run_jobs

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow("four processes of their own are started and killed"),
]
ROOT = Path(__file__).resolve().parents[2]
ROWS, CHUNK = 60, 10


def test_no_row_is_lost_or_doubled(owner, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNK", CHUNK)
    import_ = begun(owner, many(ROWS))

    killed(check_import(import_, by_job=False, by=owner), at=2)
    import_ = gone_on(import_)
    assert (import_.state, import_.counts["new"], import_.looked_at, Customer.objects.count()) == (
        "checked", ROWS, ROWS, 0
    )  # fmt: skip
    assert numbers(import_) == list(range(2, ROWS + 2))

    killed(run_import(import_, by_job=False, by=owner), at=2, times=2)
    import_ = gone_on(import_)
    assert (import_.state, import_.counts["new"], import_.looked_at) == ("done", ROWS, ROWS)
    assert numbers(import_) == list(range(2, ROWS + 2))
    codes = Customer.objects.order_by("pk").values_list("code", flat=True)
    assert list(codes) == list(range(min(codes), min(codes) + ROWS))
    assert sorted(OldId.objects.values_list("old", flat=True), key=int) == [str(n) for n in range(1, ROWS + 1)]
    assert Event.objects.filter(verb="import.done").count() == 1
    assert list(findings()) == []

    killed(undo_import(import_, by_job=False, by=owner), at=1)
    import_ = gone_on(import_)
    assert (import_.state, import_.counts["undone"], import_.counts["kept"]) == ("undone", ROWS, 0)
    assert [model for model in (Customer, SearchTerm, OldId) if model.objects.exists()] == []
    assert Event.objects.filter(verb="import.undone").count() == 1
    assert list(findings()) == []


# --- how -----------------------------------------------------------------------------------------------------


def numbers(import_: Import) -> list[int]:
    return list(ImportRow.objects.filter(of=import_).order_by("number").values_list("number", flat=True))


def killed(import_: Import, *, at: int, times: int = 1) -> None:
    """A process of its own works at it and tells each chunk before it commits; it is killed in the middle of one."""
    for _ in range(times):
        before = counted(import_)
        script = (
            "import sys, json, django; from django.conf import settings;"
            "settings.DATABASES['default'].update(json.loads(sys.stdin.readline())); django.setup();"
            "from tests.faults.test_killed_import import work_slowly; work_slowly(*sys.argv[1:])"
        )
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(import_.pk), str(settings.IMPORT_ROOT)],
            cwd=ROOT,
            env={
                **os.environ,
                "FAENA_VAR": str(settings.VAR),
                "FAENA_SECRET_KEY": settings.SECRET_KEY,
                "DJANGO_SETTINGS_MODULE": "config.settings",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with child:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(json.dumps(connection.settings_dict, default=str) + "\n")
            child.stdin.flush()
            told = [child.stdout.readline() for _turn in range(at)]
            child.kill()
        assert told == ["in a chunk\n"] * at
        assert counted(import_) == before + (at - 1) * CHUNK  # nothing stayed of the one in hand


def counted(import_: Import) -> int:
    import_ = Import.objects.get(pk=import_.pk)
    return import_.counts.get("undone", 0) if import_.state == "undoing" else import_.looked_at


def work_slowly(pk: str, folder: str) -> None:
    """In the child: all of a chunk is written, nothing is committed, and it takes its time."""
    settings.IMPORT_ROOT = folder
    jobs.CHUNK = CHUNK
    for module, name in ((chunks, "_keep"), (undoing, "_forget_old_ids")):
        setattr(module, name, slowly(getattr(module, name)))
    jobs.work(Import.objects.get(pk=pk))


def slowly(write: Any) -> Any:
    def then_wait(*facts: Any) -> None:
        write(*facts)
        sys.stdout.write("in a chunk\n")
        sys.stdout.flush()
        time.sleep(0.2)

    return then_wait


def gone_on(import_: Import) -> Import:
    """What the schedule does when nothing has moved for two minutes."""
    Import.objects.filter(pk=import_.pk).update(progressed_at=timezone.now() - timedelta(minutes=3))
    assert jobs.resume_imports() == 1
    run_jobs()
    import_.refresh_from_db()
    return import_
