"""The demo's parts, started in order: locks, server, worker, story, and the day that goes on."""

import threading

from elaas import database
from elaas.demo.life import go_on
from elaas.demo.login.site import CITIZENS, served
from elaas.demo.people import Worker
from elaas.demo.phone.server import ServerRefused, Unreachable
from elaas.demo.programs import started
from elaas.demo.story import StepFailed, Story
from elaas.demo.street import Street
from elaas.demo.town import DOORS, EMPLOYEES, SPARES, citizens, number_of
from elaas.demo.witness import watched
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
        watched(data / "witness") as witness,
        started(
            ["serve"],
            {
                **login,
                **citizens_login,
                "ELAAS_SIMULATED_RADIO": street.bridge,
                **CONTACT,
                "ELAAS_BOOKING_OPENS": OPEN_SINCE,
                **witness,
            },
        ),
        started(["work"], witness),
    ):
        print(f"\nLook at {url}\nPhones and locks meet on the radio {street.radio_name}")
        print(f"A witness watches the log: {url}log/\n")
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
