"""eLås' own server, as an operator starts it, on the database of this benchmark."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import psycopg.conninfo
from django.db import connection

from bench.figures import seconds
from elaas.people.models import CitizenSession, Recipient
from elaas.people.operations.sessions import hash_of
from elaas.web import clock
from elaas.web.citizens import cookie
from tests.commands import free_port

REQUESTS = 200
WARM_UP = 20


def database_url() -> str:
    """Where this benchmark's database is, for processes of their own."""
    words = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {key: connection.settings_dict[word] for key, word in words.items()}
    known = {key: value for key, value in given.items() if value}
    return psycopg.conninfo.make_conninfo(dbname=connection.settings_dict["NAME"], **known)


@contextmanager
def served(**settings: str) -> Iterator[httpx.Client]:
    """`elaas serve` with these settings, and a browser at it that keeps its connection."""
    port = free_port()
    environment = {**os.environ, "ELAAS_DATABASE_URL": database_url(), "PORT": str(port)}
    command = [sys.executable, "-m", "elaas", "serve"]
    with subprocess.Popen(
        command, env=environment | settings, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            if server.stdout is None or not server.stdout.readline():
                raise SystemExit("The server does not start.")
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                yield client
        finally:
            server.terminate()


def logged_in(one: Recipient) -> dict[str, str]:
    """The headers of a browser in which they have just logged in."""
    now = clock.read()
    CitizenSession.objects.create(
        token_hash=hash_of(str(one.id)),
        national_id=one.national_id,
        began_at=now,
        ends_at=now + timedelta(minutes=30),
    )
    return {"Cookie": f"{cookie()}={one.id}"}


def shown(client: httpx.Client, address: str, headers: dict[str, str]) -> float:
    """Milliseconds until the page is there, all of it."""

    def get() -> None:
        answer = client.get(address, headers=headers)
        if answer.status_code != httpx.codes.OK:
            message = f"{address} answers {answer.status_code}."
            raise SystemExit(message)

    return 1000 * seconds(get)
