"""manage.py health: whether the program can work, in words. Exit code 0: yes; 1: it cannot; 3: somebody has to look."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from faena.upkeep.health import health

EXIT_CODES = {"ok": 0, "failed": 1, "warning": 3}


class Command(BaseCommand):
    help = "Says whether the program can work. Exit code 0: yes; 1: it cannot; 3: somebody has to look."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = health()
        for finding in found.findings:
            self.stdout.write(f"{finding.state:8} {finding.name}: {finding.said}")
        sys.exit(EXIT_CODES[found.state])
