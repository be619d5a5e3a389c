"""The demo's parts, started in order: locks, server, worker, story, and the day that goes on."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from elaas import database
from elaas.demo.life import go_on
from elaas.demo.login.site import CITIZENS, served
from elaas.demo.people import Worker
from elaas.demo.phone.server import ServerRefused, Unreachable
from elaas.demo.story import StepFailed, Story
from elaas.demo.street import Street
from elaas.demo.town import DOORS, EMPLOYEES, SPARES, citizens, number_of
from elaas.jobs.stop import Stop
from elaas.mounting.radio import NotClaimed

OPEN_SINCE = "2024-05-01"
# Nobody's: no Norwegian number begins with 0, and `example` is nobody's domain (RFC 2606).
CONTACT = {
    "ELAAS_PATROL_PHONE": "00 00 02 00",
    "ELAAS_PATROL_PHONE_2": "00 00 02 01",
    "ELAAS_MUNICIPALITY_EMAIL": "elaas@kommune.example",
    "ELAAS_MUNICIPALITY_WEB": "https://www.kommune.example/elaas",
    "ELAAS_COST_LICENCE": "49.50",
    "ELAAS_COST_VISIT": "600",
}
STOP_SECONDS = 20  # for the others to finish what they are doing


def show(*, url: str, once: bool) -> None:
    """Play the story; then go on until Ctrl-C, unless `once`. Raises Stop if a step failed."""
    data = database.data_folder()
    origin = url.removesuffix("/")
    with (
        Street(data / "locks", (*DOORS, *SPARES), origin=origin) as street,
        served(url=url, people=_people(), keys=data / "keys") as login,
        served(
            url=url, people=citizens(), keys=data / "keys", clientele=CITIZENS
        ) as citizens_login,
        program(
            "serve",
            {
                **login,
                **citizens_login,
                "ELAAS_SIMULATED_RADIO": street.bridge,
                **CONTACT,
                "ELAAS_BOOKING_OPENS": OPEN_SINCE,
            },
        ),
        program("work", {}),
    ):
        print(f"\nLook at {url}\nPhones and locks meet on the radio {street.radio_name}\n")
        try:
            Story(street=street, phones=data / "phones", url=url).play()
        except StepFailed as step:
            raise Stop(f"This did not happen: {step}.") from None
        except (NotClaimed, Unreachable, ServerRefused) as reason:
            raise Stop(reason) from None
        if not once:
            print(f"\nThe town goes on. Look at {url} - Ctrl-C stops everything.\n", flush=True)
            workers = [
                Worker(key, folder=data / "phones", street=street, url=url) for key in EMPLOYEES
            ]
            go_on(workers, stop=threading.Event())


def _people() -> dict[str, str]:
    return {number_of(key): person.name for key, person in EMPLOYEES.items()}


@contextmanager
def program(command: str, settings: Mapping[str, str]) -> Iterator[None]:
    """An `elaas` command in a process of its own, from when it is ready until the block ends.

    It is no part of the terminal's foreground group: Ctrl-C reaches us, and we stop it.
    """
    environment = {**os.environ, "ELAAS_DEMO": "1", **settings}
    process = subprocess.Popen(  # noqa: S603  (our own command)
        [sys.executable, "-m", "elaas", command],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            raise Stop(f"`elaas {command}` does not start.")
        yield
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
