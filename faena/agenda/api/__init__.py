"""The agenda for programs: visits and what happens to them, absences, the addresses of calendars, free hours."""

from faena.agenda.api import absences, booking, changing, feeds, proof, travel, visits
from faena.agenda.api.room import routes

__all__ = ["absences", "booking", "changing", "feeds", "proof", "routes", "travel", "visits"]
