"""Questions to a cluster from outside."""

import socket
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from elaas.database import Cluster

Parameters = dict[str, str]


def write(parameters: Parameters, word: str) -> None:
    """Commit `word` to the database."""
    with psycopg.connect(make_conninfo(**parameters)) as session:
        # Of two who create it at once, one would fail.
        session.execute("SELECT pg_advisory_xact_lock(1)")
        session.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        session.execute("INSERT INTO words VALUES (%s)", [word])


def words(parameters: Parameters) -> list[str]:
    """Every word committed, sorted."""
    with psycopg.connect(make_conninfo(**parameters)) as session:
        return [word for (word,) in session.execute("SELECT word FROM words ORDER BY word")]


def server_process(cluster: Cluster) -> int:
    """The process id of a running cluster's server."""
    return int((cluster.folder / "cluster" / "postmaster.pid").read_text().split()[0])


def is_running(cluster: Cluster) -> bool:
    """Whether somebody listens on the cluster's socket."""
    with socket.socket(socket.AF_UNIX) as attempt:
        try:
            attempt.connect(str(Path(cluster.connection()["host"]) / ".s.PGSQL.5432"))
        except OSError:
            return False
    return True
