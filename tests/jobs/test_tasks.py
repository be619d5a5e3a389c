"""Jobs are deferred by name: each name is one that a worker knows."""

import logging
import re
import sys
from pathlib import Path

from procrastinate.contrib.django import app
from pytest_django import Settings

import elaas
from elaas.jobs.quiet import NoTraceback

DEFERRED = re.compile(r"configure_task\(\s*\"([^\"]+)\"")
PACKAGE = Path(elaas.__file__).parent


def deferred() -> set[str]:
    sources = [file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")]
    return {name for source in sources for name in DEFERRED.findall(source)}


def test_every_deferred_name_is_registered() -> None:
    app.configure_task("builtin:procrastinate.builtin_tasks.remove_old_jobs")  # imports ours, too

    assert "notices.deliver" in deferred()
    assert deferred() <= set(app.tasks)


def test_a_failed_job_is_told_of_without_what_its_exception_says() -> None:
    try:
        int("Hemmelig")
    except ValueError:
        record = logging.LogRecord("p", 40, "", 0, "Job %s", ("x",), sys.exc_info())

    assert NoTraceback().filter(record)

    assert logging.Formatter().format(record) == "Job x (ValueError)"


def test_the_workers_log_goes_through_it(settings: Settings) -> None:
    logging_settings = settings.LOGGING

    assert logging_settings["loggers"]["procrastinate"]["handlers"] == ["jobs"]
    assert logging_settings["handlers"]["jobs"]["filters"] == ["no_data"]
