"""The queue of a run of the tests, and what it says of those that take long."""

from types import SimpleNamespace

import pytest

from tests import pool


def report(test, seconds, *, marked=False):
    keywords = {"slow": 1} if marked else {}
    return SimpleNamespace(nodeid=test, when="call", duration=seconds, keywords=keywords)


def times(*reports, speed=pool.REFERENCE, crowd=pool.CROWDED):
    found = pool.Times()
    for one in reports:
        found.pytest_runtest_logreport(one)
    found.speeds, found.crowd = [speed], crowd
    return found


def test_a_unit_is_a_file_on_one_engine():
    assert pool.unit("tests/cash/test_receipt.py::test_it[sqlite-58]") == "tests/cash/test_receipt.py sqlite"
    assert pool.unit("tests/cash/test_receipt.py::test_it[postgres]") == "tests/cash/test_receipt.py postgres"
    assert pool.unit("tests/lib/test_money.py::test_it[es]") == "tests/lib/test_money.py"


def test_a_long_test_and_a_long_file_are_named():
    many = [report(f"tests/test_b.py::test_{number}", 6) for number in range(7)]

    first, second = times(report("tests/test_a.py::test_it", 11), *many).too_long()

    assert first.startswith("tests/test_a.py::test_it took 11.0 s")
    assert second.startswith("tests/test_b.py took 42 s")


def test_a_browser_may_take_longer():
    assert times(report("tests/browser/test_a.py::test_it", 29)).too_long() == []
    assert times(report("tests/browser/test_a.py::test_it", 31)).too_long()


def test_what_has_a_reason_may_take_long():
    assert times(report("tests/test_a.py::test_it", 60, marked=True)).too_long() == []


def test_a_slow_machine_has_longer_limits():
    slow = report("tests/test_a.py::test_it", 19)

    assert times(slow).too_long()
    assert times(slow, speed=2 * pool.REFERENCE).too_long() == []
    assert times(slow, crowd=2 * pool.CROWDED).too_long() == []


def test_other_work_beside_the_tests_is_seen(monkeypatch):
    monkeypatch.setattr("os.getloadavg", lambda: (12.0, 1.0, 1.0))
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    found = pool.Times()

    found.pytest_runtest_logreport(report("tests/test_a.py::test_it", 1))

    assert found.crowd == 6


def test_a_mark_without_a_reason_is_refused():
    item = SimpleNamespace(nodeid="tests/test_a.py::test_it", get_closest_marker=lambda _name: pytest.mark.slow.mark)

    with pytest.raises(pytest.UsageError, match="without a reason"):
        pool.is_slow(item)
