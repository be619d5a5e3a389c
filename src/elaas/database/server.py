"""One PostgreSQL server process: started, waited for, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from elaas.database.errors import Unavailable
from elaas.database.place import CLEAN_ENVIRONMENT, SOCKET_NAME, Account

PAUSE = 0.02  # seconds between two questions to a server that is starting or stopping
PATIENCE = 30.0  # seconds for what a killed server left behind to go away

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    # What a large transaction writes is on its way to the disk before it commits.
    "wal_writer_delay": "20ms",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement that fails, and the details of why, may hold people's names and numbers.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

# Losing a throwaway cluster at a power cut is fine.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# What a server says when a killed one's memory or processes are still there: they go by themselves.
LEFTOVERS = ("pre-existing shared memory block", 'lock file "')


@dataclass(slots=True, kw_only=True)
class Server:
    """The server of the cluster in `home`, whoever started it."""

    home: Path
    account: Account
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def process(self) -> int | None:
        """The live server's process id; None when there is none.

        A process id in postmaster.pid alone says nothing after kill -9: it may be a zombie's, or by
        now somebody else's. A live server stands in its cluster's folder.
        """
        try:
            number = int((self._cluster / "postmaster.pid").read_text().split()[0])
            standing_in = Path(f"/proc/{number}/cwd").readlink()
        except (OSError, ValueError, IndexError):
            return None
        return number if standing_in == self._cluster.resolve() else None

    def start(
        self,
        *,
        programs: Path,
        sockets: Path,
        connection: Mapping[str, str],
        settings: Mapping[str, str],
    ) -> None:
        """Start the server unless it runs, and wait until it answers a query, however long.

        Recovery after a crash may take minutes. Raises Unavailable when the server gives up.
        """
        try:
            self._start(
                programs=programs, sockets=sockets, connection=connection, settings=settings
            )
        except BaseException:  # Ctrl-C, too
            if self._child and self._child.poll() is None:
                self._child.send_signal(signal.SIGINT)
                self._child.wait()
            raise

    def stop(self) -> None:
        """Stop the server, open connections or not, and wait until it is gone."""
        number = self.process()
        if number is not None:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGINT)  # fast shutdown
        while self.process() is not None:
            if self._child:
                self._child.poll()  # or it would stay as a zombie
            time.sleep(PAUSE)
        if self._child:
            self._child.wait()

    def leave_running(self) -> None:
        """Let go of a server that others still use."""
        if self._child:
            self._child.returncode = 0  # it lives on: Python shall not complain of a lost child

    @property
    def _cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def _log(self) -> Path:
        return self.home / "log"

    def _start(
        self,
        *,
        programs: Path,
        sockets: Path,
        connection: Mapping[str, str],
        settings: Mapping[str, str],
    ) -> None:
        deadline = time.monotonic() + PATIENCE
        while not answers(connection):
            if not self._starting():
                if self._child and not self._may_try_again(deadline):
                    raise Unavailable(self._why())
                self._spawn(programs=programs, sockets=sockets, settings=settings)
            time.sleep(PAUSE)

    def _starting(self) -> bool:
        ours = self._child is not None and self._child.poll() is None
        return ours or self.process() is not None

    def _spawn(self, *, programs: Path, sockets: Path, settings: Mapping[str, str]) -> None:
        self._disown_dead_server(sockets)
        if self._child is None and self._log.exists():
            self._log.replace(self.home / "log.before")
        all_settings = {**SETTINGS, "unix_socket_directories": str(sockets), **settings}
        options = [f"--{name}={value}" for name, value in all_settings.items()]
        self._log.touch(mode=0o600)
        self._log.chmod(0o600)
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(  # noqa: S603  (our own command, no shell)
                [programs / "postgres", "-D", self._cluster, *options],
                cwd="/",
                env=CLEAN_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for us, not for the server
                **self.account.switch(),
            )

    def _disown_dead_server(self, sockets: Path) -> None:
        """Let a new server take over from a dead one whose number is a zombie's or a stranger's.

        A server that finds a live process under the number in a lock file refuses to start, unless
        it is its parent's (CreateLockFile in PostgreSQL's miscinit.c). So the number is made ours.
        The other lines stay: by them the new server makes sure that no child of the old one lives.
        """
        if self.process() is not None:
            return
        for file in (self._cluster / "postmaster.pid", sockets / f"{SOCKET_NAME}.lock"):
            if file.exists():
                _, _, rest = file.read_text().partition("\n")
                file.write_text(f"{os.getpid()}\n{rest}")

    def _may_try_again(self, deadline: float) -> bool:
        said = self._log.read_text(errors="replace")
        return time.monotonic() < deadline and any(words in said for words in LEFTOVERS)

    def _why(self) -> str:
        said = self._log.read_text(errors="replace").splitlines()
        fatal = [line for line in said if "FATAL" in line or "PANIC" in line]
        reason = (fatal or said or ["no reason given"])[-1]
        return f"PostgreSQL did not start: {reason.strip()} (all of it is in {self._log})"


def answers(connection: Mapping[str, str]) -> bool:
    """Whether the server answers a query; False while it starts, recovers or stops.

    Raises Unavailable when it is there but does not accept the password.
    """
    try:
        with psycopg.connect(make_conninfo(**{**connection, "dbname": "postgres"})) as session:
            session.execute("SELECT 1")
    except psycopg.OperationalError as reason:
        if "password authentication failed" in str(reason):
            message = (
                f"The database does not accept the password in {connection['host']}/../password."
            )
            raise Unavailable(message) from None
        return False
    return True
