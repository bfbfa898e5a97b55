#!/usr/bin/env python
"""Django's command line for this project; `python3 dev.py` is the friendlier door."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not here. Run `python3 dev.py run` first, or use .venv's own Python.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(f"The configuration is not right: {wrong}")


if __name__ == "__main__":
    main()
