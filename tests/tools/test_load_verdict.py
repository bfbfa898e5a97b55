"""What `dev.py load` makes of what was written, found and measured."""

import pytest

from tools.load.run import verdict

WRITES = [["order", "load-1-a"], ["payment", "load-1-b"]]
THERE = {"order": {"load-1-a": 1}, "payment": {"load-1-b": 1}}
QUICK = {"read": {"list": [20.0]}, "write": {"order": [40.0]}}


def done(**more):
    return {"acknowledged": WRITES, "measured": QUICK, "wrong": [], "requests": 4, **more}


def test_all_is_met():
    assert verdict(done(), THERE) == []


@pytest.mark.parametrize(
    ("there", "measured", "wrong", "said"),
    [
        (THERE | {"order": {}}, QUICK, [], "lost"),
        (THERE | {"order": {"load-1-a": 2}}, QUICK, [], "doubled"),
        (THERE | {"part": {"load-1-c": 1}}, QUICK, [], "without an answer"),
        (THERE, QUICK | {"read": {"list": [401.0]}}, [], "reads within 401 ms"),
        (THERE, QUICK | {"write": {"order": [601.0]}}, [], "writes within 601 ms"),
        (THERE, QUICK | {"write": {}}, [], "writes within 0 ms"),
        (THERE, QUICK, ["GET / was answered 500: "], "answered 500"),
    ],
)
def test_each_goal_can_be_missed(there, measured, wrong, said):
    [missed] = verdict(done(measured=measured, wrong=wrong), there)

    assert said in missed
