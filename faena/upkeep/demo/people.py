"""Who works in the demo shop. Everybody is invented; one password for all, served on this machine only."""

from dataclasses import dataclass

from faena.gate.roles import Role

PASSWORD = "faena de hoy"  # noqa: S105  # the demo's, printed at every start


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: Role


STAFF = [
    Person("master@faena.example", "Marisol Duarte", Role.MASTER),
    Person("admin@faena.example", "Andrés Quintana", Role.ADMINISTRATOR),
    Person("operator@faena.example", "Olivia Páez", Role.OPERATOR),
    Person("seller@faena.example", "Saúl Bermúdez", Role.SELLER),
    Person("technician@faena.example", "Teo Rincón", Role.TECHNICIAN),
    Person("technician2@faena.example", "Rosa Milano", Role.TECHNICIAN),
]
