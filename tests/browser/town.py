"""A server, a nurse with a visit now, an entrance and a flat whose locks listen: and a browser."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from elaas.access.rules import Period
from elaas.doors.label import parse
from elaas.doors.models import Building, Home
from elaas.jobs.unit_mount import mount
from elaas.lock.identity import make_lock
from elaas.lock.surroundings import Surroundings
from elaas.people.models import Employee, Recipient
from elaas.people.operations.phones import invite
from tests import make
from tests.air import rig
from tests.browser.office import Office, office
from tests.commands import ELAAS, free_port, run

HOUR = timedelta(hours=1)
APART = "tests.browser.apart.claim_apart"


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
        label = self._made()
        self.start()
        kind = ("--key-box", "--approval-class", "FG") if key_box else ()
        mounted = run("unit", "mount", place, "--label", label, "--radio", self.radio, *kind, **env)
        assert mounted.returncode == 0, mounted.stderr

    def mount_from_here(self, place: str, env: dict[str, str]) -> None:
        """As `mount`, without a process for the command."""
        label = self._made()
        self.start()
        with override_settings(DATA=Path(env["ELAAS_DATA"]), LOCK_RADIO=APART):
            mount(parse(label.read_bytes()), place=place, radio=self.radio)

    def _made(self) -> Path:
        """Where its label is, from now on."""
        lock_id, label = self.folder.name, self.folder.with_suffix(".json")
        made = make_lock(self.folder, lock_id=lock_id, label=lock_id.removeprefix("L-"))
        label.write_text(json.dumps(made))
        return label


@dataclass(slots=True)
class Town:
    """`flat` and `entrance`: the locks on the way; no entrance where there is no building."""

    office: Office
    nurse: Employee
    home: Home
    turid: Recipient
    flat: Lock
    entrance: Lock | None

    @property
    def env(self) -> dict[str, str]:
        """Where commands find what the server has."""
        return self.office.env

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
        return f"{self.office.url}{path}"

    def start(self) -> None:
        """Let the server answer."""
        self.office.start()

    def stop(self) -> None:
        """Take the server away."""
        self.office.stop()

    def link(self, employee: Employee | None = None) -> str:
        """The app's address with a code for the nurse."""
        code = invite(employee=(employee or self.nurse).id, now=rig.now())
        return f"{self.url}#kode={code}"


@contextmanager
def town(
    folder: Path, database_url: str, *, air: str | None = None, bridge: str = "{}"
) -> Iterator[Town]:
    """One with a server of its own; its locks are mounted as an installer does, by `elaas unit`.

    With `air`, the RADIO of a virtual air, the home lies behind a common entrance, both locks are
    on that air, and the app has no radio but the browser's. Without, the one lock is behind a
    WebSocket, and the app is told of `bridge`, with its address in place of `{}`.
    """
    radio = air or f"ws:127.0.0.1:{free_port()}"
    told = "" if air else bridge.format(radio.replace("ws:", "ws://") + "/")
    with office(folder, database_url, ELAAS_SIMULATED_RADIO=told) as its, ExitStack() as running:
        flat, entrance = Lock(folder / "L-0042", radio), Lock(folder / "L-0041", radio)
        running.callback(flat.stop)
        running.callback(entrance.stop)
        building = make.make_building(address="Kongens gate 12") if air else None
        built = _inhabited(its, flat, entrance if building else None, building)
        flat.mount(built.home.source_id, its.env)
        if building:
            entrance.mount(building.source_id, its.env)
        built.start()
        yield built


@contextmanager
def street(its: Office, folder: Path, *, radio: str) -> Iterator[Town]:
    """One by a server that serves others afterwards. Its lock is on `radio`."""
    flat = Lock(folder / "L-0042", radio)
    its.start()
    try:
        built = _inhabited(its, flat, None, None)
        flat.mount_from_here(built.home.source_id, its.env)
        yield built
    finally:
        flat.stop()
        its.leave()


def _inhabited(its: Office, flat: Lock, entrance: Lock | None, building: Building | None) -> Town:
    """Kari Nilsen has a visit in Kongens gate 12 from an hour ago."""
    home = make.make_home(building=building, address="Kongens gate 12", dwelling="H0203")
    nurse, turid = _visited(home)
    its.employees |= {nurse.number: "Kari Nilsen", "TK0": "Nina Ingensteds"}
    return Town(its, nurse, home, turid, flat, entrance)


def _visited(home: Home) -> tuple[Employee, Recipient]:
    now = rig.now()
    nurse = make.make_employee(given="Kari", family="Nilsen")
    turid = make.make_recipient(given="Turid", family="<b onclick=alert(1)>Bakken</b>")
    visit = Period(now - HOUR, now + HOUR)
    make.make_assignment(employee=nurse, home=home, recipient=turid, period=visit)
    return nurse, turid


@contextmanager
def screen(
    chromium: Browser, *, width: int = 360, height: int = 740, locale: str = "nb-NO"
) -> Iterator[Page]:
    """A page in a browser that has seen nothing yet and forgets all; of a phone's size."""
    context = chromium.new_context(viewport={"width": width, "height": height}, locale=locale)
    with _closing(context):
        yield from _watched(context.new_page())


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
        yield from _watched(context.pages[0])


@contextmanager
def _closing(context: BrowserContext) -> Iterator[None]:
    try:
        yield
    finally:
        context.close()


def _watched(page: Page) -> Iterator[Page]:
    uncaught: list[str] = []
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    yield page
    assert uncaught == []
