"""A town to live in: real locks on a virtual radio, real phones, the real server, and today.

After each test the whole world is checked.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from elaas.demo import export
from elaas.demo.clock import now
from elaas.demo.export import Resource
from elaas.demo.people import Worker
from elaas.demo.street import Street
from elaas.demo.town import DOORS, key_of
from elaas.doors import label
from elaas.intake.operations.importing import import_bundle
from elaas.intake.operations.report import Report
from elaas.jobs.unit_mount import LOCK, Box, mount
from tests.world import check_audit, check_world

ENTRANCE, FLAT, HOUSE = "L-0006", "L-0007", "L-0010"  # Turid's two doors, and Bjørn's one
MOUNTED = (ENTRANCE, FLAT, HOUSE)
KEY_BOX = Box(is_one=True, approval_class="FG")


class Town:
    """People, doors and visits of the demo's town, as far as a test needs them."""

    def __init__(self, *, street: Street, phones: Path, url: str) -> None:
        self.street = street
        self.url = url
        self._phones = phones

    def tell(self, *resources: Resource) -> Report:
        """The care system hands over these resources."""
        return import_bundle(export.bundle(list(resources), now()), now=now())

    def plan(self, name: str, employee: str, recipient: str, *, hours: float = 0) -> Report:
        """A visit that begins so many hours from now; the same name again replaces it."""
        start = now() + timedelta(hours=hours)
        return self.tell(export.visit(name, employee, recipient, start, now()))

    def mount(self, lock_id: str, box: Box = LOCK) -> None:
        """Mount a lock, or a key box, on its door."""
        (door,) = (door for door in DOORS if door.lock_id == lock_id)
        self.street.door(lock_id).knock()
        paper = label.parse(self.street.label(lock_id).read_bytes())
        mount(paper, place=key_of(door.place), radio=self.street.radio_name, box=box)

    def worker(self, key: str) -> Worker:
        """An employee with an enrolled phone that has synced."""
        worker = Worker(key, folder=self._phones, street=self.street, url=self.url)
        worker.sync()
        return worker

    def bolt(self, lock_id: str) -> str:
        """Where the bolt is."""
        return str(self.street.show(lock_id)["bolt"])


@pytest.fixture
def key_boxes() -> Collection[str]:
    """Which of the doors have a key box and not a lock: none, but for tests of key boxes."""
    return ()


@pytest.fixture
def town(
    tmp_path: Path, settings: Settings, live_server: LiveServer, key_boxes: Collection[str]
) -> Iterator[Town]:
    """The town's people and homes are known, its three locks mounted; nobody has a visit yet."""
    settings.DATA, settings.DEMO = tmp_path, True
    doors = [door for door in DOORS if door.lock_id in MOUNTED]
    with Street(tmp_path / "locks", doors) as street:
        made = Town(street=street, phones=tmp_path / "phones", url=f"{live_server.url}/")
        made.tell(*export.people_and_places(now()))
        for lock_id in MOUNTED:
            made.mount(lock_id, KEY_BOX if lock_id in key_boxes else LOCK)
        yield made
        check_world(street, MOUNTED)
        check_audit()
