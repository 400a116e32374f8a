"""Every setting of both profiles, read from the environment.

Embedded (nothing set): SQLite under VAR_DIR, jobs in process, mail written to files.
Production (DJANGO_ENV=production): refuses to start until every value is given.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = os.getenv("DJANGO_ENV") == "production"


def setting(name: str, development: str) -> str:
    """Read a variable: its development default on a laptop, mandatory in production."""
    value = os.getenv(name, "" if PRODUCTION else development)
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"{name} must be set in production")
    return value


def names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


def providers_from(variables: Mapping[str, str]) -> dict[str, dict[str, list[dict[str, object]]]]:
    """Google, LinkedIn or any house with OpenID Connect, where its key and secret are given."""
    found: dict[str, dict[str, list[dict[str, object]]]] = {}
    for name in ("google", "openid_connect"):
        key = variables.get(f"{name.upper()}_CLIENT_ID")
        secret = variables.get(f"{name.upper()}_SECRET")
        if not (key and secret):
            continue
        app: dict[str, object] = {"client_id": key, "secret": secret}
        if name == "openid_connect":
            server = variables.get("OPENID_CONNECT_SERVER", "https://www.linkedin.com/oauth")
            title = variables.get("OPENID_CONNECT_NAME", "LinkedIn")
            app |= {"provider_id": "oidc", "name": title, "settings": {"server_url": server}}
        found[name] = {"APPS": [app]}
    return found


VAR_DIR = Path(os.getenv("VAR_DIR", BASE_DIR / "var")).resolve()
DEBUG = os.getenv("DJANGO_DEBUG", "") == "true" and not PRODUCTION
SECRET_KEY = setting("SECRET_KEY", "embedded-profile-only-never-used-where-others-can-reach-it")
ALLOWED_HOSTS = names(setting("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]"))
SITE_URL = setting("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CONTACT_EMAIL = setting("CONTACT_EMAIL", "operator@puente.example.org")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if PRODUCTION else []

# Applications. config comes first, so that its templates dress those of allauth and the admin.
INSTALLED_APPS = [
    "config",
    "accounts",
    "reference",
    "tenders",
    "matchmaking",
    "counselors",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_cotton",
    "django_htmx",
    "lucide",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.RequestIdMiddleware",
    "config.middleware.CachingMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.HostileInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.ReaderTimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# django_cotton adds its loader and its tags by itself when DIRS and APP_DIRS stand as here.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["config.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.views.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "cotton"

# Database.
env = environ.Env()
os.environ.setdefault("DATABASE_URL", setting("DATABASE_URL", f"sqlite:///{VAR_DIR}/db.sqlite3"))
DATABASES = {"default": env.db()}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE, two read-then-write transactions at once end in "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;",
    }
elif PRODUCTION:
    # Threads of one process share a few connections; a pool and CONN_MAX_AGE exclude each other.
    most = int(os.getenv("DATABASE_POOL", "8"))
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": most, "timeout": 10}}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# A cache that all processes share: limits on sign-ups and API calls count over the whole site.
REDIS_URL = os.getenv("REDIS_URL", "")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}

# People.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# One mailbox gets at most three mails an hour, whoever asks for them.
ACCOUNT_RATE_LIMITS = {"confirm_email": "1/3m/key,3/h/key", "reset_password": "20/m/ip,3/h/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ACCOUNT_SIGNUP_REDIRECT_URL = "dashboard"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.keys.AddKeyForm",
    "login_webauthn": "accounts.forms.keys.SignInWithKeyForm",
    "reauthenticate_webauthn": "accounts.forms.keys.ConfirmWithKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Puente"
MFA_TOTP_TOLERANCE = 1
# A browser treats localhost as safe without TLS, and so does the embedded profile.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Other houses' accounts: only those whose keys stand in the environment have a button and routes.
SOCIALACCOUNT_PROVIDERS = providers_from(os.environ)
if SOCIALACCOUNT_PROVIDERS:
    INSTALLED_APPS += [
        "allauth.socialaccount",
        *(f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS),
    ]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=2).total_seconds())

# The web.
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Languages and zones.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files and mail.
STATIC_URL = "/static/"
# The embedded profile serves static files from where they lie; only production collects them.
STATIC_ROOT = VAR_DIR / "static" if PRODUCTION else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = setting("DEFAULT_FROM_EMAIL", "Puente <no-reply@puente.example.org>")
EMAIL_FILE_PATH = VAR_DIR / "mail"
if PRODUCTION:
    globals().update(env.email_url_config(setting("EMAIL_URL", "")))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

# A virus scanner that speaks clamd's INSTREAM, as host:port; without one files are kept unscanned.
CLAMD_ADDRESS = os.getenv("CLAMD_ADDRESS", "")

# The API.
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.DenyAll"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.Pages",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "240/min"},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Puente",
    "DESCRIPTION": "Tenders of development banks, clean-energy firms and what fits whom.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {"TextLanguage": "accounts.models.enterprises.TEXT_LANGUAGES"},
}

# Whether the schedule asks the sources on the internet; the demo does not.
READ_SOURCES = os.getenv("READ_SOURCES", "on") != "off"
# Sources whose terms the operator has read, so that they are asked as well: ungm, aiib.
SOURCES_WITH_CONSENT = names(os.getenv("SOURCES_WITH_CONSENT", ""))
# A newer table of the shape of the one that is shipped.
EXCHANGE_RATES = Path(
    os.getenv("EXCHANGE_RATES", BASE_DIR / "reference" / "data" / "exchange_rates.csv")
)

# Jobs in production; the embedded profile runs the same table with `manage.py run_jobs`.
CELERY_BROKER_URL = os.getenv("CELERY_BROKER_URL", REDIS_URL or "memory://")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": os.getenv("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
