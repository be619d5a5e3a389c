"""A server, a nurse with a visit now, an entrance and a flat whose locks listen: and a browser."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from elaas.access.rules import Period
from elaas.demo.login.site import served
from elaas.doors.models import Home
from elaas.lock.identity import make_lock
from elaas.lock.surroundings import Surroundings
from elaas.people.models import Employee, Recipient
from elaas.people.operations.phones import invite
from tests import make
from tests.air import rig
from tests.commands import ELAAS, environment, free_port, run

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lock:
    """A virtual lock that never sleeps, on `radio`; `running` is filled while it is switched on."""

    folder: Path
    radio: str
    running: ExitStack = field(default_factory=ExitStack)

    @property
    def door(self) -> Surroundings:
        """Bolt and battery."""
        return Surroundings(self.folder)

    def start(self) -> None:
        """Switch it on."""
        command = (*ELAAS, "lock", "run", str(self.folder), "--radio", self.radio, "--awake")
        self.running.enter_context(rig.program(*command))

    def stop(self) -> None:
        """Take its power away."""
        self.running.close()

    def mount(self, place: str, env: dict[str, str], *, key_box: bool = False) -> None:
        """Factory-new until now; from now on it serves the door at `place`."""
        lock_id = self.folder.name
        made = make_lock(self.folder, lock_id=lock_id, label=lock_id.removeprefix("L-"))
        self.start()
        label = self.folder.with_suffix(".json")
        label.write_text(json.dumps(made))
        kind = ("--key-box", "--approval-class", "FG") if key_box else ()
        mounted = run("unit", "mount", place, "--label", label, "--radio", self.radio, *kind, **env)
        assert mounted.returncode == 0, mounted.stderr


@dataclass(slots=True)
class Town:
    """`flat` and `entrance`: the locks on the way; no entrance where there is no building."""

    env: dict[str, str]
    nurse: Employee
    home: Home
    turid: Recipient
    server: ExitStack
    flat: Lock
    entrance: Lock | None

    @property
    def url(self) -> str:
        """The app's page."""
        return self.at("telefon/")

    @property
    def door(self) -> Surroundings:
        """The flat's door."""
        return self.flat.door

    def at(self, path: str) -> str:
        """The address of another page."""
        return f"http://127.0.0.1:{self.env['PORT']}/{path}"

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
def town(
    folder: Path, database_url: str, *, air: str | None = None, bridge: str = "{}"
) -> Iterator[Town]:
    """The server runs; Kari Nilsen has a visit in Kongens gate 12 from an hour ago.

    With `air`, the RADIO of a virtual air, the home lies behind a common entrance, both locks are
    on that air, and the app has no radio but the browser's. Without, the one lock is behind a
    WebSocket, and the app is told of `bridge`, with its address in place of `{}`.
    """
    radio = air or f"ws:127.0.0.1:{free_port()}"
    flat = Lock(folder / "L-0042", radio)
    entrance = Lock(folder / "L-0041", radio) if air else None
    env = {
        "ELAAS_DATABASE_URL": database_url,
        "ELAAS_DATA": str(folder / "data"),
        "ELAAS_DEMO": "1",
        "ELAAS_PATROL_PHONE": "00 00 02 00",
        "PORT": str(free_port()),
    }
    if not air:
        env["ELAAS_SIMULATED_RADIO"] = bridge.format(radio.replace("ws:", "ws://") + "/")
    building = make.make_building(address="Kongens gate 12") if air else None
    home = make.make_home(building=building, address="Kongens gate 12", dwelling="H0203")
    nurse, turid = _visited(home)
    people = {nurse.number: "Kari Nilsen", "TK0": "Nina Ingensteds"}
    url = f"http://127.0.0.1:{env['PORT']}/"
    with served(url=url, people=people, keys=folder) as login, ExitStack() as running:
        env |= login
        for lock, place in ((flat, home), (entrance, building)):
            if lock and place:
                running.callback(lock.stop)
                lock.mount(place.source_id, env)
        server = running.enter_context(ExitStack())
        built = Town(env, nurse, home, turid, server, flat, entrance)
        built.start()
        yield built


def _visited(home: Home) -> tuple[Employee, Recipient]:
    now = rig.now()
    nurse = make.make_employee(given="Kari", family="Nilsen")
    turid = make.make_recipient(given="Turid", family="<b onclick=alert(1)>Bakken</b>")
    visit = Period(now - HOUR, now + HOUR)
    make.make_assignment(employee=nurse, home=home, recipient=turid, period=visit)
    return nurse, turid


@contextmanager
def browser(
    playwright: Playwright,
    folder: Path,
    *,
    locale: str = "nb-NO",
    features: Sequence[str] = (),
    machine: dict[str, str] | None = None,
) -> Iterator[Page]:
    """A phone's browser, which keeps what it has in `folder` when it is closed.

    `features` of Chromium to switch on; `machine`: the environment it runs in.
    """
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=shutil.which("chromium"),
        chromium_sandbox=os.geteuid() != 0,
        viewport={"width": 360, "height": 740},
        locale=locale,
        args=[f"--enable-features={','.join(features)}"] if features else [],
        env=dict(machine) if machine else None,
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
