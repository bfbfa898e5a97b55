"""What a start needs from Django, in one process: the tables, the collected static files, and the greeting.

    python -m tools.start demo       fill an empty database, then print who can sign in; another country behind it: br
    python -m tools.start shop       print the set-up link while there is no Master yet

Only the greeting goes to standard output.
"""

import os
import sys
from contextlib import nullcontext, redirect_stdout
from pathlib import Path

from config import alone

NOT_SERVED = ["*.map", "*.ttf", "account", "ext", "htm*-4*"]  # the paper's fonts, and what libraries bring for others


def main(kind: str, country: str = "ve") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    with redirect_stdout(sys.stderr):
        django.setup()
        file = Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
        with alone.serving(file) if file else nullcontext():  # no migration under a server that works
            call_command("migrate", verbosity=0)
        # Collected files have the hash of their content in their names, and are compressed.
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
        if kind == "demo":
            call_command("demo", country=country)
    if kind == "demo":
        call_command("demo", sign_ins=True)
    else:
        call_command("setup_link")


if __name__ == "__main__":
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError

    try:
        main(*sys.argv[1:])
    except ImproperlyConfigured as wrong:
        sys.exit(f"The configuration is not right: {wrong}")
    except (CommandError, alone.NotAlone) as wrong:
        sys.exit(str(wrong))
