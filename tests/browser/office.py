"""A municipality's server, and the logins of those who work and of those who live there."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from elaas.demo.login.site import CITIZENS, served
from tests.air import rig
from tests.commands import ELAAS, PATIENCE, environment, free_port

_AT_WORK = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
PAUSE = 0.01  # seconds between two looks


@dataclass(slots=True)
class Office:
    """`employees` and `citizens`: the names of those who can log in now, by their numbers."""

    env: dict[str, str]
    employees: dict[str, str] = field(default_factory=dict)
    citizens: dict[str, str] = field(default_factory=dict)
    running: ExitStack = field(default_factory=ExitStack)
    runs: bool = False

    @property
    def url(self) -> str:
        """Where it answers, with a slash at the end."""
        return f"http://127.0.0.1:{self.env['PORT']}/"

    def start(self) -> None:
        """Let the server answer, if it does not."""
        if not self.runs:
            self.running.enter_context(rig.program(*ELAAS, "serve", env=environment(**self.env)))
            self.runs = True

    def stop(self) -> None:
        """Take the server away."""
        self.running.close()
        self.runs = False

    def leave(self) -> None:
        """Nobody knows anybody any more, and nothing that was asked for is under way."""
        self.employees.clear()
        self.citizens.clear()
        end = time.monotonic() + PATIENCE
        with connection.cursor() as cursor:
            while True:
                cursor.execute(_AT_WORK)
                if cursor.fetchone() == (0,):
                    return
                assert time.monotonic() < end, "the server does not come to rest"
                time.sleep(PAUSE)


@contextmanager
def office(folder: Path, database_url: str, **settings: str) -> Iterator[Office]:
    """It is open for booking, knows the patrol's number, and is not started yet."""
    port = str(free_port())
    built = Office(
        {
            "ELAAS_DATABASE_URL": database_url,
            "ELAAS_DATA": str(folder / "data"),
            "ELAAS_DEMO": "1",
            "ELAAS_BOOKING_OPENS": "2024-05-01",
            "ELAAS_PATROL_PHONE": "00 00 02 00",
            "PORT": port,
            **settings,
        }
    )
    url = built.url
    with (
        served(url=url, people=built.employees, keys=folder) as login,
        served(url=url, people=built.citizens, keys=folder, clientele=CITIZENS) as citizens_login,
    ):
        built.env |= login | citizens_login
        try:
            yield built
        finally:
            built.stop()
