"""A municipality as its people meet it: pages, messages, locks and a crew, nothing of it made up.

What the care system tells comes by `elaas import-fhir`, messages go out by `elaas work`, and locks
are mounted by `elaas unit mount`.
"""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from elaas.demo import export
from elaas.demo.login.site import CITIZENS, EMPLOYEES, served
from elaas.demo.town import CREWS, RECIPIENTS, citizens, key_of, number_of
from elaas.demo.town import EMPLOYEES as WORKERS
from elaas.lock.identity import make_lock
from elaas.mounting.operations.crews import record_crew
from elaas.mounting.operations.members import join_crew
from elaas.mounting.queries.calendar import today
from elaas.mounting.rules import Hours, Place
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import grant_role
from elaas.people.operations.phones import invite
from elaas.people.queries import employee_named, recipient_with_source
from tests.air import rig
from tests.browser.town import Lock
from tests.commands import ELAAS, environment, free_port, run

LINK = re.compile(r"http://\S+")
CREW = "Lag 1"
PATIENCE = 60_000  # milliseconds for a worker on a busy machine
# What nobody may read on a telephone that lies on a table.
OF_HEALTH = re.compile("hjemmesykepleie|helse|alarm|omsorg|pleie", re.IGNORECASE)
_SAYS = """
async ({ sentence, patience }) => {
  const last = Date.now() + patience;
  while (Date.now() < last) {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.body.textContent.includes(sentence)) return true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return false;
}
"""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone in a folder; `whose`: the employee's number."""

    whose: str
    folder: Path
    env: dict[str, str]

    def sync(self) -> None:
        """Bring receipts to the server, and get the day."""
        synced = run("phone", "sync", self.folder, **self.env)
        assert synced.returncode == 0, synced.stderr

    def releases(self, lock: Lock) -> None:
        """Whose phone this is takes that lock down, and its receipt comes home."""
        planned = run("unit", "remove", lock.folder.name, "--installer", self.whose, **self.env)
        assert planned.returncode == 0, planned.stderr
        self.sync()
        assert self.does("release", lock)
        self.sync()

    def does(self, operation: str, lock: Lock) -> bool:
        """Whether the lock does what this phone asks."""
        answer = run(
            "phone", operation, self.folder, lock.folder.name, "--radio", lock.radio, **self.env
        )
        return answer.returncode == 0


@dataclass(slots=True)
class Scene:
    """`url`: of eLås. Whoever looks has a browser of their own, on a small screen."""

    url: str
    env: dict[str, str]
    folder: Path
    chromium: Browser
    running: ExitStack
    open: list[BrowserContext] = field(default_factory=list)

    def browser(self) -> Page:
        """Somebody's own, in which nobody is logged in."""
        context = self.chromium.new_context(
            locale="nb-NO", viewport={"width": 360, "height": 740}, accept_downloads=True
        )
        self.open.append(context)
        return context.new_page()

    def leave(self) -> None:
        """Everybody closes theirs."""
        while self.open:
            self.open.pop().close()

    def at_work(self, key: str) -> Page:
        """The browser of somebody who works here, and has logged in."""
        page = self.browser()
        page.goto(f"{self.url}logg-inn/")
        page.get_by_role("button", name=WORKERS[key].name).click()
        says(page, "Oppdragene dine")
        return page

    def recipient(self, key: str) -> UUID:
        """Whose case it is."""
        return recipient_with_source(key_of(key))

    def case(self, page: Page, key: str) -> None:
        """Look at somebody's case."""
        page.goto(f"{self.url}coordinator/recipient/{self.recipient(key)}/")
        says(page, RECIPIENTS[key].name)

    def tell(self, *resources: dict[str, Any]) -> None:
        """The care system hands these over."""
        file = self.folder / "export.json"
        file.write_text(json.dumps(export.bundle(list(resources), rig.now())))
        told = run("import-fhir", file, **self.env)
        assert told.returncode == 0, told.stderr

    def message(self, page: Page, sentence: str) -> str:
        """Look among the messages until one says this; answers all that it says."""
        self.waits(page, "outbox/", sentence)
        sms = page.locator(".said", has_text=sentence).first
        expect(sms).to_be_visible()
        return sms.inner_text()

    def waits(self, page: Page, path: str, sentence: str) -> None:
        """Stay on a page until it says this: jobs are done when a worker gets to them."""
        page.goto(f"{self.url}{path}")
        given = {"sentence": sentence, "patience": PATIENCE}
        assert page.evaluate(_SAYS, given), page.locator("main").inner_text()
        page.reload()

    def mount(self, lock_id: str, place: str, *, key_box: bool = False) -> Lock:
        """A factory-new unit goes on the door of `place`; it listens from now on."""
        lock = Lock(self.folder / lock_id, f"ws:127.0.0.1:{free_port()}")
        self.running.callback(lock.stop)
        lock.mount(key_of(place), self.env, key_box=key_box)
        return lock

    def refused(self, lock_id: str, place: str) -> str:
        """A lock cannot go on the door of `place`: why."""
        label = self.folder / f"{lock_id}.json"
        made = make_lock(self.folder / lock_id, lock_id=lock_id, label=lock_id.removeprefix("L-"))
        label.write_text(json.dumps(made))
        answer = run("unit", "mount", key_of(place), "--label", label, **self.env)
        assert answer.returncode != 0
        return answer.stderr

    def phone(self, key: str) -> Phone:
        """The phone of somebody who works here, with today's credentials."""
        folder = self.folder / f"phone-{key}"
        if not folder.exists():
            code = invite(employee=employee_named(key_of(key)), now=rig.now())
            enrolled = run("phone", "enrol", folder, "--code", code, "--url", self.url, **self.env)
            assert enrolled.returncode == 0, enrolled.stderr
        phone = Phone(number_of(key), folder, self.env)
        phone.sync()
        return phone


@contextmanager
def scene(chromium: Browser, folder: Path, database_url: str) -> Iterator[Scene]:
    """Everything runs; Per drives with the one crew, and Marit coordinates."""
    port = free_port()
    url = f"http://localhost:{port}/"
    workers = {number_of(key): worker.name for key, worker in WORKERS.items()}
    with ExitStack() as running, pytest.MonkeyPatch.context() as patch:
        env = {
            **running.enter_context(
                served(url=url, people=citizens(), keys=folder, clientele=CITIZENS)
            ),
            **running.enter_context(
                served(url=url, people=workers, keys=folder, clientele=EMPLOYEES)
            ),
            "ELAAS_DATABASE_URL": database_url,
            "ELAAS_DATA": str(folder / "data"),
            "ELAAS_DEMO": "1",
            "ELAAS_BOOKING_OPENS": "2024-05-01",
            "ELAAS_PATROL_PHONE": "00 00 02 00",
            "PORT": str(port),
        }
        patch.setattr(settings, "DATA", folder / "data")
        built = Scene(url, env, folder, chromium, running)
        built.tell(*export.people_and_places(rig.now()))
        staff()
        running.enter_context(rig.program(*ELAAS, "serve", env=environment(**env)))
        running.enter_context(rig.program(*ELAAS, "work", env=environment(**env)))
        running.callback(built.leave)
        yield built


def staff() -> None:
    """Who does what, and when the crew works."""
    now = rig.now()
    marit, per = employee_named(key_of("marit")), employee_named(key_of("per"))
    grant_role(employee=marit, role=GrantedRole.COORDINATOR, now=now)
    grant_role(employee=per, role=GrantedRole.RESPONDER, now=now)
    grant_role(employee=per, role=GrantedRole.INSTALLER, now=now)
    hours = [Hours(weekday, time(8), time(15)) for weekday in range(5)]
    latitude, longitude = CREWS[CREW]
    record_crew(name=CREW, base=Place(latitude, longitude), hours=hours, now=now)
    join_crew(crew=CREW, employee=per, first=today(now), now=now)


def says(page: Page, heading: str) -> None:
    """One is on the page with this heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def sees(page: Page, *sentences: str) -> None:
    """Each of these can be read there."""
    for sentence in sentences:
        expect(page.get_by_text(sentence).first).to_be_visible()
