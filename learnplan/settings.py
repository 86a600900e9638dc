"""Everything configurable, read from the environment; nothing set means the embedded demonstration."""

from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env

from learnplan.embedded.keeping import broker_url, database_url, redis_url
from learnplan.web.uploads import evidence_store

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
STATE_FOLDER = env.path("LEARNPLAN_STATE", BASE_DIR / ".state")

# Which kind of installation this is. Production must say so, and then nothing has a default.
PRODUCTION = env.bool("PRODUCTION", False)
DEMONSTRATION = env.bool("DEMONSTRATION", not PRODUCTION)
DEBUG = env.bool("DEBUG", False)
if PRODUCTION and DEMONSTRATION:
    said = "DEMONSTRATION cannot be switched on together with PRODUCTION: it lets anyone sign in as anyone."
    raise ImproperlyConfigured(f"{said} Unset one of the two.")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG cannot be switched on together with PRODUCTION. Unset DEBUG.")

SECRET_KEY = env.str("SECRET_KEY", None) if PRODUCTION else env.str("SECRET_KEY", f"demonstration only {BASE_DIR}")
if not SECRET_KEY or (PRODUCTION and len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("PRODUCTION needs SECRET_KEY: at least 50 random characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("PRODUCTION needs ALLOWED_HOSTS: the names this site answers to, by comma.")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

INSTALLED_APPS = [
    "learnplan",
    "plans",
    "scripts",
    "advocacy",
    "learnplan.admin_apps.SiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "pgtrigger",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "learnplan.web.unsent.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "learnplan.web.pages.SignInForHtmxMiddleware",
    "learnplan.home.ended.EndedBondMiddleware",
    "learnplan.web.pages.NulMiddleware",
]
ROOT_URLCONF = "learnplan.urls"
WSGI_APPLICATION = "learnplan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "learnplan.home.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "learnplan.templatetags.learnplan_parts",
            ],
        },
    }
]
FORM_RENDERER = "learnplan.web.forms.PartsRenderer"

# Data.
DATABASES = {"default": dj_database_url.parse(database_url(), conn_health_checks=True)}
DATABASES["default"]["NAME"] = env.str("DATABASE_NAME", DATABASES["default"]["NAME"])
DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
    "pool": True,
    # The first time; only cursors of learnplan/web/statements.py do. NO for a pooler that gives a session to several.
    "prepare_threshold": 0 if env.bool("PREPARED_STATEMENTS", True) else None,
}
DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE", "test_learnplan")}
REDIS_URL = redis_url()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.str("CACHE_PREFIX", "learnplan"),
    }
}
MEDIA_ROOT = env.path("MEDIA_ROOT", STATE_FOLDER / "media")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["learnplan.web.uploads.Limited"] + [
    f"django.core.files.uploadhandler.{kind}FileUploadHandler" for kind in ("Memory", "Temporary")
]

# Background work.
CELERY_BROKER_URL = broker_url()
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = env.str("QUEUE", "learnplan")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"

# People and signing in.
AUTH_USER_MODEL = "learnplan.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "learnplan.people.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "learnplan.people.accounts.forms.SignInForm",
    "change_password": "learnplan.people.accounts.forms.ChangePasswordForm",
    "set_password": "learnplan.people.accounts.forms.SetPasswordForm",
    "reset_password": "learnplan.people.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "learnplan.people.accounts.forms.ResetPasswordKeyForm",
}
# A whole school signs in from one address when the lesson begins; one account is tried five times. Of the codes of
# cards only the wrong ones count, from one address and ("key") from everywhere.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "60/m/ip,5/5m/key", "wrong_card": "60/5m/ip,1000/h/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Django's own, which reads User.email: allauth's table of addresses stays empty, so no old address opens a door.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_EMAIL_NOTIFICATIONS = True

# E-mail: files in demonstration mode, a real server otherwise.
MAIL_FOLDER = env.path("MAIL_FOLDER", STATE_FOLDER / "mail")
MAIL_SERVER = {
    "host": env.str("EMAIL_HOST", "localhost"),
    "port": env.int("EMAIL_PORT", 25),
    "username": env.str("EMAIL_HOST_USER", ""),
    "password": env.str("EMAIL_HOST_PASSWORD", ""),
    "use_tls": env.bool("EMAIL_USE_TLS", False),
    "timeout": 20,
}
TO_SERVER = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": MAIL_SERVER}
MAILERS = {"default": {"BACKEND": "learnplan.notices.mail.OneFileEach"} if DEMONSTRATION else TO_SERVER}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Learnplan <learnplan@localhost>")
SITE_ADDRESS = env.str("SITE_ADDRESS", f"http://localhost:{env.int('PORT', 8000)}")

# Language and time.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = len(LANGUAGES) > 1  # with one language there is nothing to look up, some hundred times a page
TIME_ZONE = "Europe/London"

# Files: ours as they are; fonts, icons and htmx from their packages by `manage.py build_assets`.
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "build" / "collected")
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 31536000 if PRODUCTION else 3600
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": evidence_store(env),
    "staticfiles": {"BACKEND": "learnplan.assets.storage.HashedFiles" if PRODUCTION else PLAIN_FILES},
}

# What goes wrong is written to the error output, where whoever started the program keeps it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "[%(asctime)s] %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"error output": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["error output"], "level": env.str("LOG_LEVEL", "WARNING")},
}

# Safety. No page may load anything from another host, nor run anything inline.
SECURE_CSP = {"default-src": [CSP.SELF], "img-src": [CSP.SELF, "data:"], "form-action": [CSP.SELF]}
SECURE_CSP |= {kind: [CSP.NONE] for kind in ("object-src", "base-uri", "frame-ancestors")}
CSRF_FAILURE_VIEW = "learnplan.web.unsent.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# auth.W004: usernames are unique whatever their case, by learnplan_user_username_once.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
