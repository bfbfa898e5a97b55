"""The program as granian serves it: the application of config/wsgi.py, with its bodies waited for elsewhere."""

from django.conf import settings

from config import env
from config.wsgi import application as wsgi
from faena.lib.serving import Application

application = Application(wsgi, threads=env.number("FAENA_THREADS", 4), session_cookie=settings.SESSION_COOKIE_NAME)
