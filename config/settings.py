"""Every setting of the program. Deploy facts come from the environment (.env.example names each one);
facts of the shop live in the company row."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import env
from config.databases import database
from faena.lib.logs import FORMATS

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

# --- Where and who ---------------------------------------------------------------------------------

DEMO = env.flag("FAENA_DEMO")
DEBUG = env.flag("FAENA_DEBUG")
VAR = Path(env.text("FAENA_VAR", str(BASE_DIR / "var"))).resolve()
VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.text("FAENA_SECRET_KEY", "only-for-tests-" + "x" * 50 if TESTING else "")
SECRET_KEY_FALLBACKS = env.words("FAENA_SECRET_KEY_FALLBACKS")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "FAENA_SECRET_KEY is missing or shorter than 50 characters. Make one with: "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )

SITE_URL = env.text("FAENA_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("FAENA_HOSTS", "localhost,127.0.0.1,[::1]")
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}
if DEMO and not set(ALLOWED_HOSTS) <= LOOPBACK:
    raise ImproperlyConfigured("The demo has known passwords: it serves only this machine. Leave FAENA_HOSTS empty.")
if DEBUG and not set(ALLOWED_HOSTS) <= LOOPBACK:
    raise ImproperlyConfigured(
        "FAENA_DEBUG shows code and settings where something fails: it serves only this machine."
    )
TRUSTED_PROXIES = env.number("FAENA_PROXIES", 0)
METRICS_TOKEN = env.text("FAENA_METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("FAENA_METRICS_TOKEN has to have 20 characters or more.")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

# --- The house --------------------------------------------------------------------------------------

ROOMS = [
    "upkeep",
    "portal",
    "home",
    "summary",
    "moving",
    "tickets",
    "orders",
    "billing",
    "cases",
    "cash",
    "agenda",
    "customers",
    "hooks",
    "accounts",
    "notifications",
    "company",
    "rest",
    "files",
    "journal",
    "gate",
    "ui",
    "lib",
]
INSTALLED_APPS = [
    *(f"faena.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]
MIDDLEWARE = [
    "faena.lib.logs.RequestNumbers",
    "django.middleware.security.SecurityMiddleware",
    "faena.ui.middleware.ContentPolicy",
    "faena.upkeep.middleware.Monitors",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "faena.ui.middleware.HeadAsGet",
    "faena.ui.middleware.CompressedText",
    "faena.ui.middleware.PrivatePages",
    "faena.ui.middleware.ForScripts",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "faena.accounts.middleware.SessionEnd",
    "faena.accounts.middleware.Languages",
    "faena.company.middleware.TheShop",
    "faena.ui.middleware.BodiesLeftOut",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "faena.gate.middleware.Doors",
    "faena.accounts.middleware.FactorNeeded",
    "faena.upkeep.middleware.RoomOnDisk",
    "faena.journal.middleware.OneEffect",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "faena.ui.spoken.Templates",
        "NAME": "jinja2",
        "DIRS": [BASE_DIR / "faena" / room / "templates" for room in ROOMS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "faena.ui.jinja.environment",
            "context_processors": [
                "faena.gate.context.permissions",
                "faena.journal.context.idempotency_key",
                "faena.company.context.shop",
                "faena.notifications.context.mail",
                "faena.notifications.context.bell",
                "faena.customers.context.options",
                "faena.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

# --- Database, files, jobs, mail -----------------------------------------------------------------------

DATABASES = {"default": database(VAR)}
DATABASE_AT = "config.databases.database_at"  # how the address of another one is read
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = VAR / "media"
IMPORT_ROOT = VAR / "imports"  # files that people brought to be imported; never served
FORGOTTEN_LIST = VAR / "forgotten.jsonl"  # who was forgotten, for a restored database that knows nothing of it
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [("vendor", BASE_DIR / "var" / "vendor"), ("guide", BASE_DIR / "docs" / "guide" / "pictures")]
PAPER_FONTS = BASE_DIR / "var" / "vendor" / "fonts"
# What dev.py collected is served compressed; without that, straight from the rooms.
WHITENOISE_USE_FINDERS = TESTING or DEBUG or not any(STATIC_ROOT.iterdir())
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "faena.ui.storage.HashedStatic"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "faena.files.uploading.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SCHEDULE = "config.schedule.SCHEDULE"

BACKUP_DIR = env.text("FAENA_BACKUP_DIR")
BACKUP_KEEP = env.text("FAENA_BACKUP_KEEP", "7d,4w,12m")
BACKUP_AT = env.text("FAENA_BACKUP_AT", "03:00")
BACKUP_KEY_FILE = env.text("FAENA_BACKUP_KEY_FILE")
MANAGE = BASE_DIR / "manage.py"

HOOK_NETS = env.nets("FAENA_HOOK_NETS")

MAIL = env.address("FAENA_MAIL_URL")
EMAIL_BACKEND = {
    "": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
}.get(str(MAIL["scheme"]), "")
if not EMAIL_BACKEND:
    raise ImproperlyConfigured("FAENA_MAIL_URL must begin with smtp://, smtps:// or console://.")
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST, EMAIL_PORT = str(MAIL["host"]), MAIL["port"] or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = str(MAIL["user"]), str(MAIL["password"])
EMAIL_USE_SSL = MAIL["scheme"] == "smtps"
EMAIL_USE_TLS = MAIL["scheme"] == "smtp" and env.flag("FAENA_MAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("FAENA_MAIL_FROM", "Faena <faena@localhost>")

# --- Languages and time -----------------------------------------------------------------------------------

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("pt-br", _("Portuguese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "faena" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- Signing in ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the e-mail is unique on Lower(email), which the check does not see
    "security.W002",  # frame-ancestors of the content policy says what X-Frame-Options said
    "security.W005",  # the other hosts of a company's domain are not ours to speak for,
    "security.W021",  # nor to have listed in browsers
    "security.W008",  # the proxy's work
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["faena.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
ACCOUNT_ADAPTER = "faena.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None  # ask
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # our own throttle is one atomic row that every worker shares
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "faena.accounts.tokens.RecoveryTokens"
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "faena.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey stands for the password too, so it asks for a finger or a PIN
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_RECOVERY_CODE_DIGITS = 10
INVITATION_HOURS = 72

# --- Safe by default ------------------------------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SESSION_ENGINE = "faena.accounts.session_store"
SESSION_DAYS = env.number(
    "FAENA_SESSION_DAYS", 7
)  # the longest that use makes a session last; kept ones: the next line
KEPT_SESSION_DAYS = env.number("FAENA_KEPT_SESSION_DAYS", 90)
SESSION_COOKIE_AGE = max(SESSION_DAYS, 30) * 24 * 3600  # the row's life; SessionEnd ends each session itself (W4)
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "faena.ui.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy's work
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
MESSAGE_STORAGE = "faena.ui.messages.WaitingMessages"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LOG_FORMAT = env.text("FAENA_LOG_FORMAT", "text")
if LOG_FORMAT not in FORMATS:
    raise ImproperlyConfigured("FAENA_LOG_FORMAT is text or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": FORMATS[LOG_FORMAT]}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("FAENA_LOG_LEVEL", "WARNING")},
}
