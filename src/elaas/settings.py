"""Django's settings; docs/operations.md lists what a municipality may set in the environment.

Importing them starts nothing and writes nothing.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from elaas import database
from elaas.environment import (
    above_zero,
    address,
    day,
    days,
    email,
    kroner,
    minutes,
    names,
    one_of,
    switch,
    telephone,
    time_of_day,
    times,
    web_address,
    whole,
    witnesses,
    words,
)
from elaas.jobs import secret

PACKAGE = Path(__file__).resolve().parent


def database_settings() -> dict[str, Any]:
    """The libpq parameters in Django's words."""
    try:
        parameters = database.connection()
    except database.Unavailable as reason:
        raise ImproperlyConfigured(str(reason)) from None
    django_names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    named = {word: parameters.pop(key, "") for key, word in django_names.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "PORT": parameters.pop("port", ""),
        "OPTIONS": parameters,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATA = database.data_folder()
DATABASES = {"default": database_settings()}

DEMO = switch("ELAAS_DEMO")
# Every command makes the file first (jobs/setup.py); the last resort is for tools like mypy.
SECRET_KEY = os.environ.get("ELAAS_SECRET_KEY") or secret.read(DATA) or secret.new()

# An assignment opens the door from a little before its time to a little after.
ACCESS_SLACK_BEFORE = minutes("ELAAS_SLACK_BEFORE", default=30)
ACCESS_SLACK_AFTER = minutes("ELAAS_SLACK_AFTER", default=60)
# How far ahead a phone gets credentials: a shift, and a night without coverage.
BUNDLE_HORIZON = timedelta(hours=16)
AUTHORITY = "elaas.gateways.keys_file.authority"
LOG_SIGNER = "elaas.gateways.keys_file.log_signer"
# Who vouches that the log only grows (ledger/witnesses.py).
WITNESSES = witnesses("ELAAS_WITNESSES")
WITNESS_GATEWAY = "elaas.gateways.witness.ask"
# The services (urn:elaas:service) whose visits open doors.
KNOWN_SERVICES = ["hjemmesykepleie", "praktisk-bistand", "matombringing", "velferdsteknologi"]
FHIR_FEED = "elaas.gateways.fhir_feed.Feed"
ENROLMENT_KEY = "elaas.gateways.keys_file.enrolment_key"
LOGIN = "elaas.gateways.login.provider"
LOGIN_ISSUER = os.environ.get("ELAAS_LOGIN_ISSUER", "")
LOGIN_CLIENT_ID = os.environ.get("ELAAS_LOGIN_CLIENT_ID", "")
LOGIN_KEY_FILE = os.environ.get("ELAAS_LOGIN_KEY_FILE", "")
LOGIN_AUDIENCE = os.environ.get("ELAAS_LOGIN_AUDIENCE") or LOGIN_ISSUER
LOGIN_PAR = switch("ELAAS_LOGIN_PAR")
LOGIN_DPOP = switch("ELAAS_LOGIN_DPOP")
LOGIN_SCOPE = os.environ.get("ELAAS_LOGIN_SCOPE", "openid profile")
LOGIN_ACR = os.environ.get("ELAAS_LOGIN_ACR", "")
LOGIN_LEVEL_CLAIM = os.environ.get("ELAAS_LOGIN_LEVEL_CLAIM", "acr")
LOGIN_LEVEL = os.environ.get("ELAAS_LOGIN_LEVEL", LOGIN_ACR)
LOGIN_NUMBER_CLAIM = os.environ.get("ELAAS_LOGIN_NUMBER_CLAIM", "employee_number")
LOGIN_HPR_CLAIM = os.environ.get("ELAAS_LOGIN_HPR_CLAIM", "hpr_number")
# How long a login lasts for somebody whose shift is not recorded.
LONGEST_LOGIN = timedelta(hours=10)
CITIZEN_LOGIN = "elaas.gateways.login.citizen_provider"
CITIZEN_LOGIN_ISSUER = os.environ.get("ELAAS_CITIZEN_LOGIN_ISSUER", "")
CITIZEN_LOGIN_CLIENT_ID = os.environ.get("ELAAS_CITIZEN_LOGIN_CLIENT_ID", "")
CITIZEN_LOGIN_KEY_FILE = os.environ.get("ELAAS_CITIZEN_LOGIN_KEY_FILE", "")
CITIZEN_LOGIN_ACR = os.environ.get("ELAAS_CITIZEN_LOGIN_ACR", "idporten-loa-substantial")
# A borrowed telephone or a library's machine is left before long.
CITIZEN_SESSION = timedelta(minutes=30)

# From when people may book their mounting online; none: not yet.
BOOKING_OPENS_ON = day("ELAAS_BOOKING_OPENS")
# When somebody is reminded the day before; who can book and has not: after so many days, and how
# often before somebody calls.
REMIND_AT = time_of_day("ELAAS_REMIND_AT", default="16:00")
REMIND_UNBOOKED_AFTER = days("ELAAS_REMIND_UNBOOKED_DAYS", default=7)
REMIND_UNBOOKED_TIMES = times("ELAAS_REMIND_UNBOOKED_TIMES", default=2)
# The letter's practice: about half an hour a door. The first safety alarm comes in the same visit.
MINUTES_A_DOOR = minutes("ELAAS_MINUTES_A_DOOR", default=30)
MINUTES_AN_ALARM = minutes("ELAAS_MINUTES_AN_ALARM", default=30)
# How long after its end a removal waits, so that a mistake costs nobody their lock; access stops
# at once all the same.
REMOVAL_GRACE = days("ELAAS_REMOVAL_DAYS", default=7)
REMOVAL_GRACE_AFTER_DEATH = days("ELAAS_REMOVAL_DAYS_AFTER_DEATH", default=14)
# How long crews drive: straight line times the detour, at this speed.
TRAVEL_SPEED = above_zero("ELAAS_TRAVEL_SPEED", default=30)
TRAVEL_DETOUR = above_zero("ELAAS_TRAVEL_DETOUR", default=1.4)
TRAVEL_UNKNOWN = minutes("ELAAS_TRAVEL_UNKNOWN", default=20)
# What is booked is at least so far ahead, and at most so many days.
BOOKING_NOTICE = minutes("ELAAS_BOOKING_NOTICE", default=720)
BOOKING_HORIZON = timedelta(days=8 * 7)
# When a unit needs service (mounting/service.py). Below 5 per cent a lock moves no more; a battery
# is new again when it tells of so much.
BATTERY_LOW = whole("ELAAS_BATTERY_LOW", default=20, low=5, high=95)
BATTERY_NEW = max(whole("ELAAS_BATTERY_NEW", default=60, low=5, high=100), BATTERY_LOW)
SILENT_FOR = days("ELAAS_SILENT_DAYS", default=7)
# What somebody must look at (alarms/rules.py): receipts that nobody has brought for so long.
GAP_AFTER = days("ELAAS_GAP_DAYS", default=2)
# One employee at more different doors within so long; a clock further off than this.
BURST_DOORS = whole("ELAAS_BURST_DOORS", default=10, low=2, high=100)
BURST_WITHIN = minutes("ELAAS_BURST_MINUTES", default=15)
CLOCK_OFF = minutes("ELAAS_CLOCK_MINUTES", default=5)
# How long ago the last audit, and the last witness, may be and still tell of today.
AUDIT_EVERY = days("ELAAS_AUDIT_DAYS", default=7)
WITNESSED_EVERY = days("ELAAS_WITNESS_DAYS", default=1)
# A visit planned so soon at a door that makes trouble puts it first.
VISIT_SOON = minutes("ELAAS_VISIT_SOON", default=240)
# The rollout: postal codes with fewer homes are not shown by themselves; the forecast learns from
# so many weeks.
ROLLOUT_FEWEST = whole("ELAAS_ROLLOUT_FEWEST", default=5, low=2, high=1000)
ROLLOUT_WEEKS = whole("ELAAS_ROLLOUT_WEEKS", default=8, low=4, high=52)
# By when a coordinator answers what is asked about a use of a door, or about a look.
ANSWER_WITHIN = days("ELAAS_ANSWER_DAYS", default=5)
# What the municipality pays, in kroner: a unit's licence a month, and a crew's visit to a door.
COST_LICENCE = kroner("ELAAS_COST_LICENCE")
COST_VISIT = kroner("ELAAS_COST_VISIT")
# The approval classes of key boxes, from the weakest to the strongest, and which of them is enough
# (doors/approval.py).
KEY_BOX_CLASSES = names("ELAAS_KEY_BOX_CLASSES") or ["FG"]
KEY_BOX_CLASS = one_of("ELAAS_KEY_BOX_CLASS", *KEY_BOX_CLASSES)
# Who knows people's telephone numbers (people/contact_register.py); empty: nobody.
CONTACT_REGISTER_URL = address("ELAAS_CONTACT_REGISTER_URL", default="")
CONTACT_REGISTER = "elaas.demo.contact_register.Register" if DEMO else ""
if CONTACT_REGISTER_URL:
    CONTACT_REGISTER = "elaas.gateways.contact_register_krr.Register"
# How many days what is kept for a time is kept (rights/kept); three months at least: a phone may
# bring late what a lock told.
KEEP = {
    "visits": whole("ELAAS_KEEP_VISITS", default=1826, low=92, high=36525),
    "messages": whole("ELAAS_KEEP_MESSAGES", default=366, low=92, high=36525),
    "looks": whole("ELAAS_KEEP_LOOKS", default=1826, low=92, high=36525),
    "questions": whole("ELAAS_KEEP_QUESTIONS", default=1826, low=92, high=36525),
    "damage": whole("ELAAS_KEEP_DAMAGE", default=2192, low=92, high=36525),
    "cases": whole("ELAAS_KEEP_CASES", default=1096, low=92, high=36525),
    "parts": whole("ELAAS_KEEP_PARTS", default=1096, low=92, high=36525),
    "orders": whole("ELAAS_KEEP_ORDERS", default=1096, low=92, high=36525),
    "conditions": whole("ELAAS_KEEP_CONDITIONS", default=1096, low=92, high=36525),
    "boards": whole("ELAAS_KEEP_BOARDS", default=1096, low=92, high=36525),
    "homes": whole("ELAAS_KEEP_HOMES", default=1826, low=92, high=36525),
    "kin": whole("ELAAS_KEEP_KIN", default=366, low=92, high=36525),
    "recipients": whole("ELAAS_KEEP_RECIPIENTS", default=1826, low=92, high=36525),
    "shifts": whole("ELAAS_KEEP_SHIFTS", default=1826, low=92, high=36525),
    "phones": whole("ELAAS_KEEP_PHONES", default=1826, low=92, high=36525),
    "employees": whole("ELAAS_KEEP_EMPLOYEES", default=1826, low=92, high=36525),
    "imports": whole("ELAAS_KEEP_IMPORTS", default=366, low=92, high=36525),
    "logins": whole("ELAAS_KEEP_LOGINS", default=366, low=92, high=36525),
    "photos": whole("ELAAS_KEEP_PHOTOS", default=92, low=92, high=36525),
}
# Who carries SMS (notices/sms.py), and from whom they seem to come: at most eleven letters.
SMS_GATEWAY = f"elaas.gateways.sms_{one_of('ELAAS_SMS', 'outbox', 'altinn', 'smpp')}.Gateway"
SMS_SENDER = os.environ.get("ELAAS_SMS_SENDER", "eLaas")
ALTINN_URL = address("ELAAS_ALTINN_URL", default="https://platform.altinn.no").rstrip("/")
MASKINPORTEN_ISSUER = address("ELAAS_MASKINPORTEN_ISSUER", default="https://maskinporten.no/")
MASKINPORTEN_CLIENT_ID = os.environ.get("ELAAS_MASKINPORTEN_CLIENT_ID", "")
MASKINPORTEN_KEY_FILE = os.environ.get("ELAAS_MASKINPORTEN_KEY_FILE", "")
MASKINPORTEN_KEY_ID = os.environ.get("ELAAS_MASKINPORTEN_KEY_ID", "")
SMPP_HOST = os.environ.get("ELAAS_SMPP_HOST", "")
SMPP_PORT = os.environ.get("ELAAS_SMPP_PORT", "2775")
SMPP_USER = os.environ.get("ELAAS_SMPP_USER", "")
SMPP_PASSWORD = os.environ.get("ELAAS_SMPP_PASSWORD", "")
SMPP_PLAIN = switch("ELAAS_SMPP_PLAIN")
# The lines at the head of a letter; the first names the municipality.
LETTER_SENDER = names("ELAAS_LETTER_SENDER") or ["eLås"]
LOCK_RADIO = "elaas.gateways.radio.claim.claim"

# Who answers for the locks, and where people reach them; what is empty is not shown.
MUNICIPALITY_NAME = words("ELAAS_MUNICIPALITY", default="Trondheim kommune")
MUNICIPALITY_EMAIL = email("ELAAS_MUNICIPALITY_EMAIL")
MUNICIPALITY_WEB = web_address("ELAAS_MUNICIPALITY_WEB")
# Whom to call when a door makes trouble, two numbers of the same people.
PATROL_PHONE = telephone("ELAAS_PATROL_PHONE")
PATROL_PHONE_2 = telephone("ELAAS_PATROL_PHONE_2")
# Whom to call with a question about the log; none: the patrol.
DESK_PHONE = telephone("ELAAS_DESK_PHONE")
# When eLås is introduced, by the municipality's plan; said where both are set.
ROLLOUT_FROM = day("ELAAS_ROLLOUT_FROM")
ROLLOUT_TO = day("ELAAS_ROLLOUT_TO")
# Boards and landlords: told («må du informere», says the letter) or asked, how long an answer may
# take, and how long a link to answer by lives.
BOARDS_ARE = one_of("ELAAS_BOARDS", "inform", "ask")
BOARD_PATIENCE = days("ELAAS_BOARD_DAYS", default=21)
BOARD_LINK_LIFETIME = days("ELAAS_BOARD_LINK_DAYS", default=180)
# The demo's radio for browsers without Bluetooth: ws://..., ending in a slash. Empty elsewhere.
SIMULATED_RADIO = os.environ.get("ELAAS_SIMULATED_RADIO", "") if DEMO else ""

# How long a phone waits for an import that changes what its access rests on.
LONGEST_WAIT = timedelta(seconds=8)

# A phone that was offline for a month brings a few thousand receipts; more is no phone.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# What a care system brings at once by FHIR may be larger: its whole day.
FHIR_BUNDLE_BYTES = whole("ELAAS_FHIR_BUNDLE_MB", default=64, low=4, high=1024) * 1024 * 1024
LARGE_BODIES = "elaas.api.fhir.size.most_bytes"

PUBLIC_NAMES = names("ELAAS_ALLOWED_HOSTS")
# What a new log is called, for ever; its key file keeps the name.
LOG_ORIGIN = f"{PUBLIC_NAMES[0] if PUBLIC_NAMES else 'localhost'}/log"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *PUBLIC_NAMES]
# Where citizens log in, as an SMS or a letter says it: no request is there to tell our name.
CITIZENS_ADDRESS = (
    f"https://{PUBLIC_NAMES[0]}/min-side/"
    if PUBLIC_NAMES
    else f"http://localhost:{os.environ.get('PORT', '8000')}/min-side/"
)
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in PUBLIC_NAMES]
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
# As web/session.py: no neighbour in our domain plants it.
CSRF_COOKIE_NAME = "csrftoken" if DEMO else "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

ROOT_URLCONF = "elaas.urls"
WSGI_APPLICATION = "elaas.wsgi.application"
INSTALLED_APPS = [
    "elaas.ledger",
    "elaas.clients",
    "elaas.people",
    "procrastinate.contrib.django",
    "elaas.notices",
    "elaas.eligibility",
    "elaas.doors",
    "elaas.access",
    "elaas.mounting",
    "elaas.damage",
    "elaas.alarms",
    "elaas.intake",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "elaas.web.security.content_security_policy",
    "elaas.web.session.know_the_employee",
    "elaas.web.citizens.know_the_citizen",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "elaas.web.roles.HoldToTheTable",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "elaas.web.context.surroundings",
            ],
            "libraries": {"elaas": "elaas.web.tags"},
        },
    }
]
STATIC_URL = "/static/"
STATIC_FOLDER = PACKAGE / "web" / "static"  # served by granian, jobs/serve.py

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# Jobs are deferred by name in the transaction that needs them, and done by `elaas work`.
PROCRASTINATE_IMPORT_PATHS = ["elaas.jobs.tasks"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "links": {"()": "elaas.web.security.HideLinks"},
        "no_data": {"()": "elaas.jobs.quiet.NoTraceback"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]},
        "jobs": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_data"]},
    },
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # a page not found is no news
        "procrastinate": {"handlers": ["jobs"], "level": "WARNING", "propagate": False},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
