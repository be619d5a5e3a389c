"""A crew at a flat behind a common entrance: both doors in one visit, offline, in Chromium."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from elaas.access.rules import Period
from elaas.doors.label import parse
from elaas.doors.models import Bag, Building, Home, Unit
from elaas.doors.operations import register_unit
from elaas.lock.identity import make_lock
from elaas.mounting.models import Crew, MountingCase, VisitReport
from elaas.mounting.operations.van import load_units
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import grant_role
from tests import make
from tests.air import rig
from tests.browser import town
from tests.browser.app import started, synced
from tests.browser.office import Office
from tests.browser.relay import relaying_each
from tests.browser.test_visit import (
    begin,
    following,
    look_again,
    look_at_the_door,
    mount,
    pack,
    sheet,
    show_the_resident,
)
from tests.browser.town import HOUR, Lock, Town
from tests.commands import free_port

LOCKS = ("L-0043", "L-0044")


@dataclass(slots=True)
class Stairs:
    """A town, and the flat behind a common entrance; `labels`: of the units in the van."""

    place: Town
    building: Building
    home: Home
    labels: list[dict[str, object]]


@pytest.fixture
def stairs(office: Office, tmp_path: Path, database_url: str, bridge: str) -> Iterator[Stairs]:
    """The crew's appointment is now, with two new locks in its van."""
    radios = {lock.removeprefix("L-"): f"ws:127.0.0.1:{free_port()}" for lock in LOCKS}
    mounted, port = f"ws:127.0.0.1:{free_port()}", int(bridge.rpartition(":")[2])
    with (
        town.street(office, tmp_path, radio=mounted) as place,
        relaying_each(port, radios),
        ExitStack() as running,
    ):
        labels = []
        for lock_id in LOCKS:
            lock = Lock(tmp_path / lock_id, radios[lock_id.removeprefix("L-")])
            labels.append(make_lock(lock.folder, lock_id=lock_id, label=lock_id.removeprefix("L-")))
            register_unit(label=parse(json.dumps(labels[-1])), now=rig.now())
            running.callback(lock.stop)
            lock.start()
        yield at_the_stairs(place, labels)


def at_the_stairs(place: Town, labels: list[dict[str, object]]) -> Stairs:
    """Somebody who lives behind the entrance has the appointment."""
    now = rig.now()
    crew = Crew.objects.create(name="Lag nord")
    make.make_member(place.nurse, crew=crew)
    grant_role(employee=place.nurse.id, role=GrantedRole.INSTALLER, now=now)
    building = make.make_building()
    home = make.make_home(building=building)
    make.make_home(building=building)  # a neighbour, so that there is a common entrance
    slot = Period(now - HOUR, now + HOUR)
    make.make_appointment(make.make_case(home=home), crew=crew, slot=slot)
    load_units(lock_ids=list(LOCKS), crew=crew.name, now=now)
    return Stairs(place, building, home, labels)


@pytest.fixture
def phone(stairs: Stairs, phone: Page) -> Page:
    """The installer's phone, which has its day."""
    started(phone, stairs.place.link())
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return phone


def test_entrance_and_flat_get_their_locks_in_one_visit(stairs: Stairs, phone: Page) -> None:
    stairs.place.stop()
    begin(phone)
    for label, door in zip(stairs.labels, ("Hovedinngangen", "Inngangsdøren"), strict=True):
        expect(phone.locator("#visit .where")).to_contain_text(door)
        look_at_the_door(phone)
        pack(phone)
        mount(phone, label)
        look_again(phone)
    show_the_resident(phone)
    signing = sheet(phone, "Beboeren bekrefter")
    for said in ("eLås 0043 er montert", "eLås 0044 er montert"):
        expect(signing).to_contain_text(said)
    signing.get_by_text("Rett et ferdig steg").click()
    corrected = signing.get_by_role("button", name="Hovedinngangen: Hvordan er døren?")
    expect(corrected).to_be_visible()
    signing.get_by_label("Sier ja, og vi skriver navnet").check()
    signing.get_by_label("Navnet på den som bekrefter").fill("Turid Bakken")
    following(signing)
    sheet(phone, "Ferdig").get_by_role("button", name="Tilbake til dagen").click()

    stairs.place.start()
    synced(phone)
    expect(phone.locator("#jobs")).to_be_hidden()

    assert MountingCase.objects.get().closed_at is not None
    assert VisitReport.objects.exclude(settled_at=None).count() == 10
    on = {unit.pk: (unit.building, unit.home) for unit in Unit.objects.filter(pk__in=LOCKS)}
    assert on == {"L-0043": (stairs.building, None), "L-0044": (None, stairs.home)}
    assert Bag.objects.count() == 2
