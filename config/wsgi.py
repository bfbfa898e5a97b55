"""The program as a web server sees it. It does not start on a database that lacks a guard."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from faena.lib import guards  # noqa: E402  # needs the settings above

guards.demand()
