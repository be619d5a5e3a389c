"""A cluster of our own, shared: whoever needs it starts it, the last one out stops it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from elaas.database.errors import Unavailable
from elaas.database.place import account_for, make_data_folder, make_socket_folder, settle
from elaas.database.programs import USER, make_cluster, programs_for
from elaas.database.server import THROWAWAY, Server

DATABASE = "elaas"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster in `folder`, which is made at the first start.

    `durable=False` is for throwaway data: faster, and lost when the power is.

    The lock files lie beside it. A process holds a shared lock on «folder.users» for as long as it
    uses the cluster; the system takes it back however the process ends. Who gets it exclusively is
    alone, and may stop the server.
    """

    folder: Path
    durable: bool = True

    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        """Hold the cluster for as long as the block runs; answers its libpq parameters.

        Raises Unavailable, with a sentence for the operator, when it cannot be started.
        """
        make_data_folder(self.folder.parent)
        with self._lock_file("users") as users:
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while a last one is stopping the server
            server = None
            try:
                server = self._start()
                yield self.connection()
            finally:
                self._leave(users, server)

    def stop_if_unused(self) -> None:
        """Stop a server that nobody uses, such as one whose users were all killed."""
        if self._cluster_exists():
            with self._lock_file("users") as users:
                self._leave(users, None)

    def connection(self) -> dict[str, str]:
        """The libpq parameters, read from the cluster's files; lead nowhere before it was made."""
        home = self.folder.resolve()
        password = home / "password"
        return {
            "host": str((home / "socket").resolve()),
            "user": USER,
            "password": password.read_text() if os.access(password, os.R_OK) else "",
            "dbname": DATABASE,
        }

    def _cluster_exists(self) -> bool:
        return (self.folder / "cluster").exists()

    @contextmanager
    def _lock_file(self, name: str) -> Iterator[int]:
        path = self.folder.with_name(f"{self.folder.name}.{name}")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as reason:
            message = f"{path} cannot be opened: {reason.strerror}."
            raise Unavailable(message) from None
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _start(self) -> Server:
        with self._lock_file("starting") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            try:
                return self._started()
            except OSError as reason:
                message = f"The database in {self.folder} cannot be started: {reason}."
                raise Unavailable(message) from None

    def _started(self) -> Server:
        settle(self.folder)
        home = self.folder.resolve()
        account = account_for(home)
        programs = programs_for(home, account=account)
        if not self._cluster_exists():
            make_cluster(home, programs=programs, account=account, durable=self.durable)
        server = Server(home=home, account=account)
        server.start(
            programs=programs,
            sockets=make_socket_folder(home, account=account),
            connection=self.connection(),
            settings={} if self.durable else THROWAWAY,
        )
        _make_database(self.connection())
        return server

    def _leave(self, users: int, server: Server | None) -> None:
        try:
            # Giving up the shared lock comes first, so of several who leave at once one gets it.
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if server:
                server.leave_running()
            return
        if server is None and self._cluster_exists():
            home = self.folder.resolve()
            server = Server(home=home, account=account_for(home))
        if server:
            server.stop()
            _remove_borrowed_socket_folder(self.folder / "socket")


def _make_database(connection: dict[str, str]) -> None:
    parameters = {**connection, "dbname": "postgres"}
    with psycopg.connect(make_conninfo(**parameters), autocommit=True) as session:
        known = session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            session.execute(f"CREATE DATABASE {DATABASE}")


def _remove_borrowed_socket_folder(folder: Path) -> None:
    if folder.is_symlink():
        shutil.rmtree(folder.resolve(), ignore_errors=True)
        folder.unlink()
