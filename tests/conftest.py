"""Tests use a real PostgreSQL: a throwaway cluster that the first test to need it starts.

The processes of one run share it as eLås' own commands do. ELAAS_DATABASE_URL, when set, names
another server to test against.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg.conninfo
import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, settings

from elaas import database
from tests.needs import missing_reason

CLUSTER = "ELAAS_TEST_CLUSTER"

# How long an example takes says something of the machine, and nothing of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder of the run's cluster; its processes inherit the name."""
    if not hasattr(config, "workerinput"):
        os.environ[CLUSTER] = tempfile.mkdtemp(prefix="elaas-tests-")
        Path(os.environ[CLUSTER]).chmod(0o711)  # PostgreSQL's user passes through


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster even if a process of this run was killed, and remove it."""
    if not hasattr(config, "workerinput"):
        cluster().stop_if_unused()
        shutil.rmtree(os.environ.pop(CLUSTER))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Heed `@pytest.mark.needs(command, package)`: skip without it, but fail where CI=true."""
    for mark in item.iter_markers("needs"):
        reason = missing_reason(*mark.args)
        if reason and os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        if reason:
            pytest.skip(reason)


def cluster() -> database.Cluster:
    """The cluster of this test run."""
    return database.Cluster(Path(os.environ[CLUSTER]) / "postgres", durable=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Point Django at the throwaway cluster, and hold it until the last test is over."""
    connections.settings["default"]["ENGINE"] = "tests.postgres"
    with suppress(AttributeError):  # made already, by whoever asked something of it on import
        del connections["default"]
    if os.environ.get("ELAAS_DATABASE_URL"):
        yield
        return
    with cluster().running() as parameters:
        connections.settings["default"].update(
            HOST=parameters["host"], USER=parameters["user"], PASSWORD=parameters["password"]
        )
        yield


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The test's database as ELAAS_DATABASE_URL, for commands run as processes of their own."""
    return database_address()


def database_address() -> str:
    """Where the tests' database is, in libpq's words."""
    words = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    parameters = {key: connection.settings_dict[word] for key, word in words.items()}
    given = {key: value for key, value in parameters.items() if value}
    return psycopg.conninfo.make_conninfo(dbname=connection.settings_dict["NAME"], **given)
