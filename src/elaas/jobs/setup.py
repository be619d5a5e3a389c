"""What every command needs first: a database that runs, Django, and tables of today's shape."""

import gc
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from elaas import database
from elaas.jobs import secret
from elaas.jobs.stop import Stop

# Only one process at a time migrates. The number is ours alone in this database.
MIGRATION_LOCK = 0x654C_5301

COLLECT_AFTER = 200_000  # new objects


@contextmanager
def ready() -> Iterator[None]:
    """Hold a database that runs and has been migrated, with Django set up, for the whole block.

    An embedded or empty database is migrated here; a municipality's own server only by
    `elaas migrate`. SIGTERM and SIGHUP end the block as Ctrl-C does, so that the last process out
    stops an embedded server. Raises Stop.
    """
    with django_with_database():
        migrate_or_refuse()
        _collect_less_often()
        yield


@contextmanager
def django_with_database() -> Iterator[None]:
    """As `ready`, with the tables left as they are."""
    _end_politely()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elaas.settings")
    try:
        with database.running():
            _make_secret_key()
            django.setup()
            try:
                yield
            finally:
                connection.close()
    except (database.Unavailable, ImproperlyConfigured) as reason:
        raise Stop(reason) from None
    except OperationalError as reason:
        raise Stop(f"The database failed: {str(reason).strip()}") from reason


def _collect_less_often() -> None:
    """Spare the garbage collector what it will not find: up to a quarter of a large day's time.

    What has been loaded stays, and a batch's many objects live until it is over.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def migrate_or_refuse() -> None:
    """Bring the tables up to date, or raise Stop where that needs somebody's decision."""
    if not pending():
        return
    ours = database.embedded() is not None
    if not ours and connection.introspection.table_names():
        message = "The database is older than this version of eLås: run `elaas migrate` first."
        raise Stop(message)
    migrate()


def migrate() -> list[str]:
    """Apply what is pending, one process at a time; answers the names of what was applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            applied = pending()
            if applied:
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return applied


def pending() -> list[str]:
    """Migrations not yet applied, in order, as «app.name»."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _make_secret_key() -> None:
    if os.environ.get("ELAAS_SECRET_KEY"):
        return
    data = database.data_folder()
    try:
        secret.ensure(data)
    except OSError as reason:
        message = f"The secret key in {data}/keys cannot be made: {reason.strerror}."
        raise Stop(message) from None


def _end_politely() -> None:
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _exit)


def _exit(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
