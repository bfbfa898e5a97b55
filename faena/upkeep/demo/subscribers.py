"""The neighbours whom the demo shop brings the Internet: three hundred, plainly invented, with the plan that each took
and when, and how each pays."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from faena.customers.actions import AddressFacts, CustomerFacts
from faena.lib.taxid import example

FIRST = (  # noqa: SIM905  # a list of names reads better without its quotes
    "Abril Adán Aitana Alirio Amparo Anahí Arturo Belkis Benigno Brígida Camilo Carlota Celeste Cirilo Clemencia "
    "Dalia Damián Delfina Edgardo Eliseo Elvira Emiliano Estrella Eudes Fabiola Fermín Flor Gisela Gladys "
    "Gonzalo Heriberto Hilda Ignacio Inés Isaura Jacinto Josefa Julián Leandro Leonor Libia Lorenzo Magaly "
    "Marcial Mireya Nancy Néstor Nieves Olegario Orlando Palmira Pastor Perla Ramiro Rebeca Rufino Sabina "
    "Salvador Simona Tadeo Tibisay Ubaldo Valeria Vicente Xiomara Yadira Zoraida"
).split()
LAST = (  # noqa: SIM905  # a list of names reads better without its quotes
    "Abreu Aguaje Albornoz Arrieta Barboza Bracho Briceño Carvajal Chacín Cedeño Dávila Escalona Farías "
    "Fuenmayor Gámez Godoy Guaita Hidalgo Infante Jaimes Lárez Linares Maestre Manaure Marín Mijares Noguera "
    "Oropeza Padrón Paredes Perdomo Quijada Ramos Requena Salazar Semprún Tovar Uzcátegui Valbuena Yánez Zabala "
    "Zerpa"
).split()
SECTORS = ("Los Samanes", "El Naranjal", "La Loma", "Centro", "Valle Claro", "Las Garzas")
MANY = 290
LONG_AGO = 75  # hundredths that were subscribers before the first invoices
DAYS = 80  # the others joined since


@dataclass(frozen=True)
class Neighbour:
    """days: how long before the last day he joined, 0 for the first day of all; plan: place in provider.PLANS.
    patience: days after the due day on which he pays, below 0 before it, None for never so far. in_full: else half."""

    facts: CustomerFacts
    address: AddressFacts
    days: int
    plan: int
    login: str
    due_day: int
    patience: int | None
    in_full: bool


def neighbours() -> Iterator[Neighbour]:
    """The same ones each time."""
    dice = Random("vecinos")  # noqa: S311  # invented people, not a secret
    for place in range(MANY):
        first, last = FIRST[place % len(FIRST)], LAST[(place * 17 + place // len(LAST)) % len(LAST)]
        second = LAST[(place * 5 + 11) % len(LAST)]
        sector = SECTORS[dice.randrange(len(SECTORS))]
        yield Neighbour(
            facts=CustomerFacts(
                name=f"{first} {last} {second}",
                document_kind="ve_cedula",
                document=example("ve_cedula", 1000 + place),
                phone=f"+58416556{place:04d}",
            ),
            address=AddressFacts(f"Calle {dice.randint(1, 24)}, casa {dice.randint(1, 90)}", "Casa", sector, "Caracas"),
            days=0 if dice.randrange(100) < LONG_AGO else dice.randint(2, DAYS),
            plan=dice.choices((0, 1, 3, 2), weights=(55, 25, 17, 3))[0],
            login=f"{first}.{last}{place}".lower().translate(PLAIN),
            due_day=(5, 12, 20, 28)[place % 4],
            patience=dice.choices((-3, -1, 0, 2, 6, 14, None), weights=(22, 24, 20, 14, 8, 6, 6))[0],
            in_full=dice.randrange(20) > 0,
        )


PLAIN = str.maketrans("áéíóúñ", "aeioun")
