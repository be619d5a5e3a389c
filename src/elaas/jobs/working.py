"""What `elaas work` does once there is a database."""

import asyncio
import signal
import time
from contextlib import suppress

from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.psycopg_connector import PsycopgConnector

from elaas.jobs.publishing import publishing
from elaas.jobs.tasks import SWEEP

READY = "eLås works at its jobs - Ctrl-C stops it."
AT_A_TIME = 4  # jobs; a carrier that hangs does not keep the others waiting
POLLING = 5.0  # seconds; PostgreSQL tells of new jobs, this is for when it could not


def work() -> None:
    """Do jobs until SIGINT or SIGTERM; says when it is ready."""
    try:
        asyncio.run(_work(_worker_app()))
    finally:
        connections.close_all()


def _worker_app() -> App:
    """Its own connections to take jobs with; what jobs defer goes by Django's, as everywhere."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=3)
    mine = DjangoApp(connector=connector)
    mine.tasks, mine.periodic_registry = app.tasks, app.periodic_registry
    return mine


async def _work(mine: App) -> None:
    async with mine.open_async():
        await _look_for_what_was_left()
        jobs = asyncio.create_task(
            mine.run_worker_async(
                concurrency=AT_A_TIME,
                fetch_job_polling_interval=POLLING,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Cancelled, it takes no more jobs and waits for those under way.
            asyncio.get_running_loop().add_signal_handler(number, jobs.cancel)
        print(READY, flush=True)
        async with publishing():
            with suppress(asyncio.CancelledError):
                await jobs


async def _look_for_what_was_left() -> None:
    """At once, and not at the next full minute: a worker before us may have been killed."""
    try:
        await app.configure_task(SWEEP).defer_async(timestamp=int(time.time()))
    except AlreadyEnqueued:
        return  # another worker has just begun, too
