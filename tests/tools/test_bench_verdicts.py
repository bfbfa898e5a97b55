"""What `dev.py bench` makes of what it measured: percentiles, ratios, what is met, and the table of it."""

import json
from types import SimpleNamespace

import pytest

from tools import SetupError
from tools.bench import report, run
from tools.bench.arithmetic import median, percentile
from tools.bench.drive import Result, Round, what_is_wrong
from tools.bench.report import Verdict, goal, growth, line_of, table
from tools.bench.visitor import Answer
from tools.bench.works import ALL, Places, Work

A_LIST = Work("list", "a list", "/things/{things}/", 25, "<tr", most_queries=8, at_a_million=25)
A_PAGE = Work("page", "a page", "/thing/", 35)
A_WRITE = Work("write", "a write", "/thing/new/", 20, typed={"name": "Number {i}"})


def measured(work, *, p50=2.0, empty=0.2, **more):
    facts = {"p95_ms": 3.0, "requests": 40, "cpu_ms": 1.5, "wire": 6000.0, "empty_cpu_ms": 0.1, **more}
    return Result(work, [Round(p50_ms=p50, empty_ms=empty, **facts)])


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [([5], 0.5, 5), ([1, 2, 3], 0.5, 2), ([4, 1, 3, 2], 0.5, 2), (range(1, 101), 0.95, 95), (range(1, 11), 0.95, 10)],
)
def test_a_percentile_is_a_value_that_was_measured(values, share, found):
    """As p50 and p95 are read."""
    assert percentile(values, share) == found


def test_the_median_leaves_a_disturbed_round_out():
    """Shared machines drift."""
    result = measured(A_PAGE, p50=2.0)
    result.rounds += measured(A_PAGE, p50=2.2).rounds + measured(A_PAGE, p50=90.0).rounds

    assert median([3.0, 1.0, 500.0]) == 3.0
    assert result.ratio == pytest.approx(11)


def test_a_ratio_is_of_the_same_minute():
    """Each round beside the references around it, not all rounds beside one of them."""
    result = measured(A_WRITE, p50=4.0, empty=0.4, insert_ms=2.0)
    result.rounds += measured(A_WRITE, p50=2.0, empty=0.2, insert_ms=1.0).rounds

    assert (result.ratio, result.inserts, result.cpu_ratio) == pytest.approx((10, 2, 15))


@pytest.mark.parametrize(
    ("value", "limit", "at_least", "is_met"),
    [(25, 25, False, True), (25.1, 25, False, False), (300, 300, True, True), (299, 300, True, False)],
)
def test_a_figure_on_its_limit_is_met(value, limit, at_least, is_met):
    """At most and at least."""
    assert Verdict("it", value, limit, at_least).is_met is is_met


def test_each_engine_and_size_has_its_goal():
    """PostgreSQL twice SQLite's; at a million SQLite has one for lists and searches alone."""
    assert [goal(A_LIST, engine, 100_000) for engine in ("sqlite", "postgres")] == [25, 50]
    assert [goal(A_LIST, engine, 1_000_000) for engine in ("sqlite", "postgres")] == [25, 50]
    assert [goal(A_PAGE, engine, 1_000_000) for engine in ("sqlite", "postgres")] == [None, 70]


def test_one_missed_goal_is_named_and_misses_the_line():
    """`ok` or `MISSED` beside each figure."""
    good = line_of(measured(A_LIST, a_second=310.0), 7, "sqlite", 10_000)
    slow = line_of(measured(A_LIST, p50=5.2, a_second=310.0), 9, "sqlite", 10_000)

    assert good.is_met
    assert not slow.is_met
    assert [verdict.what for verdict in slow.verdicts if not verdict.is_met] == ["× empty", "queries"]
    head, _rule, first, second = table([good, slow]).splitlines()
    assert first.rstrip(" |").endswith("ok")
    assert "MISSED: × empty, queries" in second
    assert len({len(line) for line in (head, first, second)}) == 1


def test_a_wrong_answer_misses_however_fast_it_came():
    """302 redirects were once measured as 15,000 pages a second."""
    result = measured(A_LIST, a_second=15_000.0)
    result.wrong["status 302"] = 40

    line = line_of(result, 7, "sqlite", 10_000)

    assert not line.is_met
    assert "40 answers: status 302" in table([line])


def test_answers_are_looked_at():
    """The driver checks that each answer contains what it should."""
    there = Answer(200, {}, b"<main><tr>", 10, 0.1)
    no_hit = Work("none", "no hit", "/", 30, "<main", "<tr")

    assert what_is_wrong(A_LIST, there) == ""
    assert what_is_wrong(A_LIST, Answer(302, {}, b"", 10, 0.1)) == "status 302"
    assert what_is_wrong(A_LIST, Answer(200, {}, b"<main>", 10, 0.1)) == "lacks <tr"
    assert what_is_wrong(no_hit, there) == "has <tr"
    assert what_is_wrong(A_WRITE, Answer(422, {}, b"", 10, 0.1)) == "status 422"


def test_growth_is_of_works_that_were_measured_at_both_sizes():
    """A million ÷ ten thousand."""
    found = growth({"list": 10.0, "page": 10.0, "gone": 1.0}, {"list": 12.0, "page": 14.0})

    assert {work: verdict.is_met for work, verdict in found.items()} == {"list": True, "page": False}


def test_the_result_is_json_as_well():
    """JSON beside the table."""
    line = line_of(measured(A_LIST, a_second=310.0), 7, "sqlite", 10_000)

    kept = json.loads(json.dumps(line.as_json))

    assert (kept["work"], kept["queries"], kept["verdicts"][0]["is_met"]) == ("list", 7, True)


def test_each_request_asks_for_something_else():
    """What is asked for again and again is warm."""
    places = Places({"things": list(range(100))})

    asked = {places.of(A_LIST)[0] for _ in range(50)}
    typed = {places.of(A_WRITE)[1]["name"] for _ in range(50)}

    assert len(asked) > 20
    assert len(typed) == 50
    with pytest.raises(SetupError, match="no things"):
        Places({"things": []}).of(A_LIST)


def test_quick_is_one_shop_and_unknown_works_are_told(tmp_path):
    """`--quick` is 100,000 customers on SQLite; without it three sizes on both engines."""
    words = {"quick": False, "size": None, "engine": None, "only": None, "folder": tmp_path, "port": 8100}

    quick = run.wanted(SimpleNamespace(**{**words, "quick": True}))
    whole = run.wanted(SimpleNamespace(**words))
    one = run.wanted(SimpleNamespace(**{**words, "only": ["home", "memory"]}))

    assert (quick.engines, quick.sizes) == (("sqlite",), [100_000])
    assert (whole.engines, whole.sizes) == (("sqlite", "postgres"), (10_000, 100_000, 1_000_000))
    assert whole.works == ALL
    assert ([work.id for work in one.works], one.whole) == (["home"], ["memory"])
    with pytest.raises(SetupError, match=r"no work hom\..*home"):
        run.wanted(SimpleNamespace(**{**words, "only": ["hom"]}))


def test_every_work_that_has_a_goal_is_there():
    """Those of docs/performance.md; each has an id of its own."""
    assert len({work.id for work in ALL}) == len(ALL)
    named = {"customers", "queue", "orders", "common", "two", "sheet", "history", "record", "statement", "home"}
    named |= {"tracking", "comment", "status", "forward", "customer", "intake"}
    assert named <= {work.id for work in ALL if work.ratio}
    assert report.INSERTS == 4
