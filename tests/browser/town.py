"""A server, a nurse with a visit now, an entrance and a flat whose locks listen: and a browser."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from elaas.access.rules import Period
from elaas.demo.login.site import served
from elaas.doors.models import Home
from elaas.lock.identity import make_lock
from elaas.lock.surroundings import Surroundings
from elaas.people.models import Employee
from elaas.people.operations.phones import invite
from tests import make
from tests.air import rig
from tests.commands import ELAAS, environment, free_port, run

HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Town:
    """`lock`: the one of the flat; `url`: the app's page."""

    folder: Path
    env: dict[str, str]
    nurse: Employee
    home: Home
    server: ExitStack

    @property
    def url(self) -> str:
        """The app's page."""
        return f"http://127.0.0.1:{self.env['PORT']}/telefon/"

    @property
    def door(self) -> Surroundings:
        """The flat's door."""
        return Surroundings(self.folder / "lock")

    def start(self) -> None:
        """Let the server answer."""
        self.server.enter_context(rig.program(*ELAAS, "serve", env=environment(**self.env)))

    def stop(self) -> None:
        """Take the server away."""
        self.server.close()

    def link(self, employee: Employee | None = None) -> str:
        """The app's address with a code for the nurse."""
        code = invite(employee=(employee or self.nurse).id, now=rig.now())
        return f"{self.url}#kode={code}"


@contextmanager
def town(folder: Path, database_url: str) -> Iterator[Town]:
    """The server runs; Kari Nilsen has a visit in Kongens gate 12 from an hour ago."""
    port = free_port()
    radio = f"ws:127.0.0.1:{port}"
    env = {
        "ELAAS_DATABASE_URL": database_url,
        "ELAAS_DATA": str(folder / "data"),
        "ELAAS_DEMO": "1",
        "ELAAS_PATROL_PHONE": "00 00 02 00",
        "ELAAS_SIMULATED_RADIO": f"ws://127.0.0.1:{port}/",
        "PORT": str(free_port()),
    }
    now = rig.now()
    nurse = make.make_employee(given="Kari", family="Nilsen")
    home = make.make_home(address="Kongens gate 12", dwelling="H0203")
    turid = make.make_recipient(given="Turid", family="<b onclick=alert(1)>Bakken</b>")
    visit = Period(now - HOUR, now + HOUR)
    make.make_assignment(employee=nurse, home=home, recipient=turid, period=visit)
    made = make_lock(folder / "lock", lock_id="L-0042", label="0042")
    label = folder / "label.json"
    label.write_text(json.dumps(made))
    lock = (*ELAAS, "lock", "run", str(folder / "lock"), "--radio", radio, "--awake")
    people = {nurse.number: "Kari Nilsen", "TK0": "Nina Ingensteds"}
    url = f"http://127.0.0.1:{env['PORT']}/"
    with (
        rig.program(*lock),
        served(url=url, people=people, keys=folder) as login,
        ExitStack() as server,
    ):
        env |= login
        built = Town(folder, env, nurse, home, server)
        mounted = run("unit", "mount", home.source_id, "--label", label, "--radio", radio, **env)
        assert mounted.returncode == 0, mounted.stderr
        built.start()
        yield built


@contextmanager
def browser(playwright: Playwright, folder: Path, *, locale: str = "nb-NO") -> Iterator[Page]:
    """A phone's browser, which keeps what it has in `folder` when it is closed."""
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=shutil.which("chromium"),
        chromium_sandbox=os.geteuid() != 0,
        viewport={"width": 360, "height": 740},
        locale=locale,
    )
    with _closing(context):
        page = context.pages[0]
        uncaught: list[str] = []
        page.on("pageerror", lambda error: uncaught.append(str(error)))
        yield page
        assert uncaught == []


@contextmanager
def _closing(context: BrowserContext) -> Iterator[None]:
    try:
        yield
    finally:
        context.close()
