"""The first plan for a table: what is guessed before a person looks at it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from faena.moving.reading.columns import guessed, kinds_of
from faena.moving.reading.lines import Line, Table
from faena.moving.reading.plans import Plan
from faena.moving.reading.presets import preset_for
from faena.moving.reading.questions import decided


def first_plan(table: Table, some: Sequence[Line], *, country: str, currency: str, today: date) -> Plan:
    """`country`, `currency`: of the company. A preset says more than the headers, where one fits."""
    preset = preset_for(table.columns)
    columns = guessed(table, some)
    plan = Plan(
        kinds=preset.kinds if preset else kinds_of(columns),
        columns=columns,
        answers=dict(preset.answers) if preset else {},
        country=country,
        currency=currency,
        today=today,
        header=table.columns,
        hidden_columns=table.hidden_columns,
        preset=preset.name if preset else "",
    )
    return replace(plan, answers={**decided(some, plan), **plan.answers})
