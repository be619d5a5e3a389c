"""What `elaas poll-fhir` does once there is a database."""

import sys
import time
from contextlib import AbstractContextManager
from typing import Protocol, Self, cast

import psycopg
from django.conf import settings
from django.db import Error, OperationalError, close_old_connections
from django.utils.module_loading import import_string

from elaas.intake.feed import Feed, FeedFailed
from elaas.intake.operations.polling import VISITS, poll
from elaas.intake.operations.report import Report
from elaas.jobs.clock import now
from elaas.jobs.importing import bar, counts, rejections
from elaas.jobs.stop import Stop

NOT_TOLD = (
    "This care system does not tell which visits were deleted (its CapabilityStatement offers no"
    " history-type of Appointment): cancel a visit there, and do not delete it."
)


class OpenFeed(Feed, AbstractContextManager["OpenFeed"], Protocol):
    """A feed that is closed after use."""

    def __enter__(self) -> Self:
        """Itself."""


def feed(url: str) -> OpenFeed:
    """The care system at `url`, by the gateway in the settings. Raises Stop."""
    try:
        return cast("OpenFeed", import_string(settings.FHIR_FEED)(url))
    except FeedFailed as reason:
        raise Stop(reason) from None


def follow(care_system: Feed, *, seconds: int) -> None:
    """Poll every `seconds`, for ever; a round that fails is told of, and the next tries again."""
    told: set[str] = set()
    while True:
        close_old_connections()  # the database may have been restarted meanwhile
        one_round(care_system, told=told)
        time.sleep(seconds)


def one_round(care_system: Feed, *, told: set[str]) -> bool:
    """Poll once and say what is new; answers whether it could be done.

    `told` holds what has been printed, rejections above all: a resource may wait for another for
    many rounds, and is told of once.
    """
    moment = now()
    stamp = moment.astimezone().isoformat(sep=" ", timespec="seconds")
    try:
        with bar() as progress:
            report = poll(care_system, now=moment, progress=progress)
        remarks = [] if care_system.has_history(VISITS) else [NOT_TOLD]
    except FeedFailed as reason:
        return _failed(stamp, str(reason))
    except (Error, psycopg.Error) as reason:
        return _failed(stamp, f"The database failed: {_why(reason)}")
    news = [line for line in [*remarks, *rejections(report)] if line not in told]
    told.update(news)
    if news or something_happened(report):
        print(f"{stamp}\n{counts(report)}", *news, sep="\n", flush=True)
    else:
        print(f"{stamp} nothing new", flush=True)
    return True


def _failed(stamp: str, why: str) -> bool:
    print(f"{stamp} elaas poll-fhir: {why}", file=sys.stderr, flush=True)
    return False


def _why(reason: BaseException) -> str:
    """What PostgreSQL says of a connection; of a statement only the kind of error.

    The rest may quote what somebody is called.
    """
    if isinstance(reason, OperationalError | psycopg.OperationalError):
        return str(reason).strip().partition("\n")[0]
    return type(reason.__cause__ or reason).__name__


def something_happened(report: Report) -> bool:
    """Whether anything changed in the database."""
    effects = ("created", "changed", "withdrawn")
    return any(met[effect] for met in report.outcomes.values() for effect in effects)
