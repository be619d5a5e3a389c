"""`elaas work` as a process of its own, and places where it can be stopped."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.commands import ELAAS, PATIENCE, environment

PAUSE = 0.02  # between two looks


def until(happened: Callable[[], object]) -> None:
    """Return when it has; the jobs that there are are told when it does not."""
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            jobs = ProcrastinateJob.objects.values_list("task_name", "status", "attempts")
            pytest.fail(f"it does not happen; {list(jobs)}")
        time.sleep(PAUSE)


def settings(database_url: str, folder: Path, **more: str) -> dict[str, str]:
    """A worker's environment: the demo's contact register, and the outbox unless `more` says so."""
    ours = {
        "ELAAS_DATABASE_URL": database_url,
        "ELAAS_DATA": str(folder),
        "ELAAS_DEMO": "1",
        "ELAAS_BOOKING_OPENS": "2024-05-01",  # before, nobody is texted
    }
    return environment(**{**ours, **more})


@contextmanager
def working(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A worker that is ready; it is stopped as an operator does, unless it was killed."""
    with subprocess.Popen([*ELAAS, "work"], env=env, stdout=subprocess.PIPE, text=True) as worker:
        try:
            assert worker.stdout
            assert worker.stdout.readline().startswith("eLås works at its jobs")
            yield worker
        except BaseException:
            kill(worker)  # it may wait for what only the test can give
            raise
        worker.terminate()
        worker.communicate(timeout=PATIENCE)
    assert worker.returncode in {0, -signal.SIGKILL}


def kill(worker: subprocess.Popen[str]) -> None:
    """At once, as a power cut does."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker.pid, signal.SIGKILL)
    worker.wait(PATIENCE)


@contextmanager
def locked(database_url: str, statement: str) -> Iterator[psycopg.Connection]:
    """Hold the locks that `statement` takes; who needs them waits."""
    with psycopg.connect(database_url) as session:
        session.execute(statement)
        yield session
        session.rollback()


def somebody_waits(table: str) -> bool:
    """Whether a transaction waits for a lock on that table, or on a row of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE %s
            """,
            [f"%{table}%"],
        )
        return bool(cursor.fetchone() != (0,))
