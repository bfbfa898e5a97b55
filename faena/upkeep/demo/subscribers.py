"""The neighbours whom the demo shop brings the Internet: three hundred, plainly invented, with the plan that each took
and when, and how each pays."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from faena.customers.actions import AddressFacts, CustomerFacts
from faena.lib.taxid import example
from faena.lib.text import fold
from faena.upkeep.demo.country import Country

MANY = 290
LONG_AGO = 75  # hundredths that were subscribers before the first invoices
DAYS = 80  # the others joined since


@dataclass(frozen=True)
class Neighbour:
    """days: how long before the last day he joined, 0 for the first day of all; plan: place in the country's plans.
    patience: days after the due day on which he pays, below 0 before it, None for never so far. in_full: else half."""

    facts: CustomerFacts
    address: AddressFacts
    days: int
    plan: int
    login: str
    due_day: int
    patience: int | None
    in_full: bool


def neighbours(country: Country, many: int) -> Iterator[Neighbour]:
    """The same ones each time."""
    around, company = country.internet.neighbourhood, country.company
    first_names, last_names = around.first, around.last
    dice = Random("vecinos")  # noqa: S311  # invented people, not a secret
    for place in range(many):
        first = first_names[place % len(first_names)]
        last = last_names[(place * 17 + place // len(last_names)) % len(last_names)]
        second = last_names[(place * 5 + 11) % len(last_names)]
        sector = around.sectors[dice.randrange(len(around.sectors))]
        line = around.line.format(street=dice.randint(1, 24), house=dice.randint(1, 90))
        yield Neighbour(
            facts=CustomerFacts(
                name=f"{first} {last} {second}",
                document_kind=country.person,
                document=example(country.person, 1000 + place),
                phone=around.mobile.format(place),
                language=country.language,
            ),
            address=AddressFacts(
                line, around.label, sector, company["city"], company.get("state", ""), company["postcode"]
            ),
            days=0 if dice.randrange(100) < LONG_AGO else dice.randint(2, DAYS),
            plan=dice.choices((0, 1, 3, 2), weights=(55, 25, 17, 3))[0],
            login=f"{fold(first)}.{fold(last)}{place}",
            due_day=(5, 12, 20, 28)[place % 4],
            patience=dice.choices((-3, -1, 0, 2, 6, 14, None), weights=(22, 24, 20, 14, 8, 6, 6))[0],
            in_full=dice.randrange(20) > 0,
        )
