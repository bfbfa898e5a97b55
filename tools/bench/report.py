"""What was measured beside its goal: a table for people, and the same as JSON."""

from dataclasses import asdict, dataclass
from typing import Any

from tools.bench.drive import Result
from tools.bench.works import Work

A_MILLION = 1_000_000
A_SECOND = {"sqlite": 300, "postgres": 200}  # requests, of eight clients
INSERTS = 4  # durable ones that a write may take
KB = 15  # of a page after the first
MEMORY_MB, START_SECONDS = 300, 2.0
EXPORT_GROWS_MB = 40  # what the server's memory may grow by while a list of any length leaves as a file
OF_AN_INSERT = 0.1  # the rate of the monthly run ÷ that of a bare INSERT … SELECT of the same rows
GROWTH = 1.3  # the ratio of the largest shop ÷ that of the smallest


@dataclass(frozen=True)
class Verdict:
    """A figure beside its limit; `at_least`: the goal is to reach it, else not to exceed it."""

    what: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        return f"{self.what} {_short(self.value)} ({'≥' if self.at_least else '≤'} {_short(self.limit)})"


@dataclass
class Line:
    """One work at one size on one engine."""

    result: Result
    queries: int | None
    verdicts: list[Verdict]

    @property
    def is_met(self) -> bool:
        return not self.result.wrong and all(verdict.is_met for verdict in self.verdicts)

    @property
    def as_json(self) -> dict[str, Any]:
        work, names = (
            self.result.work,
            ("p50_ms", "p95_ms", "empty_ms", "empty_cpu_ms", "insert_ms", "a_second", "cpu_ms", "wire"),
        )
        measured = {name: self.result.of(name) for name in names}
        return {
            "work": work.id,
            "name": work.name,
            **measured,
            "ratio": self.result.ratio,
            "cpu_ratio": self.result.cpu_ratio,
            "inserts": self.result.inserts,
            "queries": self.queries,
            "wrong": self.result.wrong,
            "verdicts": [{**asdict(verdict), "is_met": verdict.is_met} for verdict in self.verdicts],
            "rounds": [asdict(one) for one in self.result.rounds],
        }


def line_of(result: Result, queries: int | None, engine: str, size: int) -> Line:
    return Line(result, queries, list(_verdicts(result, queries, engine, size)))


def goal(work: Work, engine: str, size: int) -> int | None:
    """The ratio that a work may have; at a million SQLite has one for searches and lists alone."""
    if work.ratio is None:
        return None
    if size < A_MILLION:
        return work.ratio * (1 if engine == "sqlite" else 2)
    return work.at_a_million if engine == "sqlite" else 2 * (work.at_a_million or work.ratio)


def _verdicts(result: Result, queries: int | None, engine: str, size: int) -> Any:
    work = result.work
    ratio, limit = result.ratio, goal(work, engine, size)
    if ratio is not None and limit is not None:
        yield Verdict("× empty", ratio, limit)
    if (p50 := result.of("p50_ms")) is not None and work.most_ms is not None:
        yield Verdict("ms", p50, work.most_ms)
    if result.inserts is not None:
        yield Verdict("× insert", result.inserts, INSERTS)
    if (a_second := result.of("a_second")) is not None and work.ratio is not None:
        yield Verdict("req/s", a_second, A_SECOND[engine], at_least=True)
    if queries is not None and not work.is_write:
        yield Verdict("queries", queries, work.most_queries)
    if (wire := result.of("wire")) is not None and work.ratio is not None and not work.is_write:
        yield Verdict("kB", wire / 1000, KB)


def growth(small: dict[str, float], large: dict[str, float]) -> dict[str, Verdict]:
    """Of each work that was measured at both sizes: how much slower the larger shop is. Ratios in, by work."""
    both = small.keys() & large.keys()
    return {work: Verdict("growth", large[work] / small[work], GROWTH) for work in sorted(both) if small[work]}


HEAD = ("work", "p50 ms", "p95", "× empty", "× insert", "req/s", "queries", "kB", "CPU ms", "× its CPU", "")


def table(lines: list[Line]) -> str:
    """In Markdown, as docs/performance.md has it, and readable as it is."""
    return _drawn([HEAD, *(_cells(line) for line in lines)])


def _cells(line: Line) -> tuple[str, ...]:
    result = line.result
    limits = {verdict.what: verdict for verdict in line.verdicts}

    def cell(value: float | None, what: str = "") -> str:
        if value is None:
            return "–"
        return f"{_short(value)} ({_short(limits[what].limit)})" if what in limits else _short(value)

    wire = result.of("wire")
    missed = [verdict.what for verdict in line.verdicts if not verdict.is_met]
    wrong = [f"{many} answers: {what}" for what, many in result.wrong.items()]
    return (
        result.work.name, cell(result.of("p50_ms"), "ms"), cell(result.of("p95_ms")), cell(result.ratio, "× empty"),
        cell(result.inserts, "× insert"), cell(result.of("a_second"), "req/s"), cell(line.queries, "queries"),
        cell(None if wire is None else wire / 1000, "kB"), cell(result.of("cpu_ms")),
        cell(result.cpu_ratio),
        "ok" if line.is_met else f"MISSED: {', '.join([*missed, *wrong])}",
    )  # fmt: skip


def _drawn(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
