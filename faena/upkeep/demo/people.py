"""Who works in the demo shop, whatever its country; their names differ. Everybody is invented; one password for all,
served on this machine only."""

from dataclasses import dataclass

from faena.gate.roles import Role

PASSWORD = "faena de hoy"  # noqa: S105  # the demo's, printed at every start


@dataclass(frozen=True)
class Person:
    email: str
    role: Role

    @property
    def short(self) -> str:
        """The beginning of the e-mail, as tables name people."""
        return self.email.partition("@")[0]


STAFF = [
    Person("master@faena.example", Role.MASTER),
    Person("admin@faena.example", Role.ADMINISTRATOR),
    Person("operator@faena.example", Role.OPERATOR),
    Person("seller@faena.example", Role.SELLER),
    Person("technician@faena.example", Role.TECHNICIAN),
    Person("technician2@faena.example", Role.TECHNICIAN),
]
