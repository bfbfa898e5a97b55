"""Visits of the technicians: five a day each, some weeks back and ahead."""

from datetime import UTC, date, datetime, time, timedelta

from faena.agenda.models import Visit
from tools.bench.bulk import Table
from tools.bench.customers import Crowd
from tools.bench.shop import LARGE, Shop

FIRST_HOUR, EVERY, A_DAY = 12, timedelta(hours=2), 5  # from eight in Caracas
BACK, AHEAD = 30, 14  # days
DONE = "Conector nuevo en la roseta. Señal normal."
OF_THE_DEMO = 2  # technicians who have visits of their own


def visits(shop: Shop, crowd: Crowd) -> None:
    table = Table(
        Visit,
        "uid version number starts_at ends_at on address state branch_id customer_id kind_id technician_id booked_at "
        "booked_by_id travel_at arrived_at ended_at ended_by_id ending",
    )
    back, ahead = (BACK, AHEAD) if shop.size >= LARGE else (3, 2)
    today, by = shop.now.date(), shop.operators[0]
    for day in (today + timedelta(days=days) for days in range(-back, ahead + 1)):
        for technician in shop.technicians[OF_THE_DEMO:]:
            for starts in _starts(day):
                ends, booked = starts + timedelta(hours=1), min(starts - timedelta(days=3), shop.now)
                is_done, customer, number = ends < shop.now, shop.dice.choice(crowd.ids), shop.number("visit")
                went = str(starts) if is_done else None
                visit = table.put(
                    shop.uid(), 4 if is_done else 1, number, str(starts), str(ends), str(day),
                    crowd.addresses[customer], "done" if is_done else "booked", shop.branch, customer,
                    shop.visit_kind.pk, technician, str(booked), by, went, went, str(ends) if is_done else None,
                    technician if is_done else None, DONE if is_done else "",
                )  # fmt: skip
                life, who = shop.history.of("visit", visit, customer), shop.named[technician]
                facts = {"number": f"V-{number:06d}", "kind": shop.visit_kind.name}
                facts |= {"when": {"moment": starts.replace(tzinfo=UTC).isoformat()}}
                life.tell("visit.booked", booked, by, {**facts, "technician_id": technician}, {"who": who})
                if is_done:
                    life.tell("visit.done", ends, technician, facts, {"who": who, "note": DONE})


def _starts(day: date) -> list[datetime]:
    first = datetime.combine(day, time(FIRST_HOUR))
    return [first + EVERY * place for place in range(A_DAY)]
