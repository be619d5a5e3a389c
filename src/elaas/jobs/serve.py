"""`elaas serve`: the web server, for people's pages and for phones."""

import argparse
import ctypes
import importlib
import os
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.module_loading import import_string
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.rsgi import Scope
from granian.server import Server

from elaas.access import authority
from elaas.jobs.application import Application, Exchange
from elaas.jobs.setup import ready
from elaas.jobs.stop import Stop

STATIC_SECONDS = 600  # how long a browser may keep a static file without asking
HIGHEST_PORT = 65535
PATIENCE = 10  # seconds for a worker to finish its request when the server stops
CONNECTIONS = 1000  # for each worker at once; more wait
HEADER_SECONDS = 10  # for a request's head, and for the next one on a connection
PR_SET_PDEATHSIG = 1  # prctl(2)
PAUSE = 0.02  # seconds between two looks whether the server listens


def main(argv: list[str]) -> int:
    """Serve until SIGINT or SIGTERM; says where it listens when it does."""
    parser = argparse.ArgumentParser(
        prog="elaas serve",
        description="Answer web pages and phones, on PORT (8000) at ELAAS_HOST (127.0.0.1).",
    )
    parser.parse_args(argv)
    host = os.environ.get("ELAAS_HOST") or "127.0.0.1"
    port = port_from_environment()
    refuse_taken(host=host, port=port)
    with ready():
        # Now, and not at somebody's door: a key file that cannot be used stops the start.
        authority.load()
        authority.enrolment_key()
        # Once, and not in each worker.
        importlib.import_module(settings.ROOT_URLCONF)
        # The workers are forked from here and must not share a connection.
        connections.close_all()
        serve(host=host, port=port, workers=os.cpu_count() or 1, started=announce)
    return 0


def serve(*, host: str, port: int, workers: int, started: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `started` gets the address once something listens there."""
    server = Server(
        "elaas.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        http=HTTPModes.http1,  # a silent connection is only timed when its protocol is known
        websockets=False,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        log_level=LogLevels.critical,
        workers_kill_timeout=PATIENCE,
        static_path_mount=[settings.STATIC_FOLDER],
        static_path_expires=STATIC_SECONDS,
    )
    threading.Thread(
        target=_tell_when_listening,
        kwargs={"host": host, "port": port, "started": started},
        daemon=True,
    ).start()
    server.serve(target_loader=_application, wrap_loader=False)


def port_from_environment() -> int:
    """PORT, 8000 when it is not set. Raises Stop."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= HIGHEST_PORT:
        message = f"PORT must be a number from 1 to 65535, not «{text}»."
        raise Stop(message)
    return int(text)


def refuse_taken(*, host: str, port: int) -> None:
    """Raise Stop when something listens there already.

    The server's workers share their port (SO_REUSEPORT), and would share it with a stranger too.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, number) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
    except OSError as reason:
        message = f"{host} port {port} cannot be used: {reason.strerror}. Choose another with PORT."
        raise Stop(message) from None


def announce(address: str) -> None:
    """Say on standard output where the server listens."""
    print(f"eLås answers at {address} - Ctrl-C stops it.", flush=True)


def _application() -> Callable[[Scope, Exchange], Awaitable[None]]:
    """What a worker serves; called in the worker.

    A worker listens to its parent alone. Ctrl-C in a terminal would reach it a second time, and a
    second signal can lock up granian's handler; killing the parent would leave it with the port.
    """
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    return Application(get_wsgi_application(), most=import_string(settings.LARGE_BODIES)).answer


def _tell_when_listening(*, host: str, port: int, started: Callable[[str], None]) -> None:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not bound)
    while True:
        try:
            socket.create_connection((reachable, port), timeout=1).close()
        except OSError:
            time.sleep(PAUSE)
        else:
            break
    shown = f"[{reachable}]" if ":" in reachable else reachable
    started(f"http://{shown}:{port}/")
