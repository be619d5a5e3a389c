"""A factory-new unit in the van of the nurse's crew, and what a page's modules do at it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from elaas.access.rules import Period
from elaas.doors.label import parse
from elaas.doors.models import Unit
from elaas.doors.operations import register_unit
from elaas.lock.identity import make_lock
from elaas.lock.surroundings import Bolt
from elaas.mounting.models import Crew, CrewMember
from elaas.mounting.operations.van import load_units
from elaas.mounting.queries.calendar import today
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import grant_role
from tests import make
from tests.air import rig
from tests.browser import town
from tests.browser.office import Office
from tests.browser.relay import Relay, relaying
from tests.browser.town import HOUR, Lock, Town
from tests.commands import free_port

LOCK_ID = "L-0043"
_DO = """
async ({ what, lockId, text, expected }) => {
  const [{ Store }, { Phone }, { SimulatedRadio }, { Units }, { readLabel }] = await Promise.all([
    import("/static/phone/app/store.js"),
    import("/static/phone/app/phone.js"),
    import("/static/phone/radio/simulated.js"),
    import("/static/phone/app/unit.js"),
    import("/static/phone/app/label.js"),
  ]);
  const store = await Store.open();
  const now = new Date();
  const label = text === null
    ? null
    : readLabel(text, await store.need("bundle"), now, expected ?? undefined);
  if (what === "readLabel") return label.why ?? label.lockId;
  const base = document.querySelector('meta[name="elaas-simulated-radio"]').content;
  const units = new Units(new Phone(store, new SimulatedRadio(base)));
  const step = () => {};
  const told = what === "claim"
    ? await units.claim(lockId, label, now, step)
    : await units[what](lockId, now, step);
  await told.news;
  return told.done ? "done" : told.why;
}
"""

_BRING = """
async ({ lockId, update }) => {
  const [{ Store }, { Phone }, { SimulatedRadio }, { inBytes }, { fromHex }] = await Promise.all([
    import("/static/phone/app/store.js"),
    import("/static/phone/app/phone.js"),
    import("/static/phone/radio/simulated.js"),
    import("/static/phone/app/bundle.js"),
    import("/static/phone/protocol/bytes.js"),
  ]);
  const store = await Store.open();
  const base = document.querySelector('meta[name="elaas-simulated-radio"]').content;
  const phone = new Phone(store, new SimulatedRadio(base));
  const lock = inBytes((await store.need("bundle")).locks[lockId], lockId);
  const answer = await phone.talk(lock, null, () => {}, (talk) =>
    talk.first("update", fromHex(update)),
  );
  return answer.outcome;
}
"""


@dataclass(slots=True)
class Workshop:
    """`place`: the town; `spare`: the unit; `label`: its JSON; `relay`: before it in the air."""

    place: Town
    spare: Lock
    label: dict[str, object]
    relay: Relay
    crew: Crew

    @property
    def unit(self) -> Unit:
        """As the server has it."""
        return Unit.objects.get(lock_id=LOCK_ID)

    def bolt(self) -> Bolt:
        """Where its bolt is now."""
        return self.spare.door.bolt


@contextmanager
def workshop(its: Office, folder: Path, *, bridge: str) -> Iterator[Workshop]:
    """A town whose nurse is an installer, too, with an appointment now and one unit in the van.

    The app's radio, `bridge`, reaches that unit and not the flat's lock.
    """
    radio, port = f"ws:127.0.0.1:{free_port()}", int(bridge.rpartition(":")[2])
    mounted = f"ws:127.0.0.1:{free_port()}"
    with town.street(its, folder, radio=mounted) as place, relaying(port, radio) as relay:
        spare = Lock(folder / LOCK_ID, radio)
        label = make_lock(spare.folder, lock_id=LOCK_ID, label="0043")
        now = rig.now()
        register_unit(label=parse(json.dumps(label)), now=now)
        crew = Crew.objects.create(name="Lag nord")
        slot = Period(now - HOUR, now + HOUR)
        CrewMember.objects.create(crew=crew, employee=place.nurse, first=today(slot.start))
        grant_role(employee=place.nurse.id, role=GrantedRole.INSTALLER, now=now)
        make.make_appointment(make.make_case(), crew=crew, slot=slot)
        load_units(lock_ids=[LOCK_ID], crew=crew.name, now=now)
        spare.start()
        try:
            yield Workshop(place, spare, label, relay, crew)
        finally:
            spare.stop()


def do(
    page: Page,
    what: str,
    *,
    label: str | None = None,
    lock_id: str = LOCK_ID,
    expected: str | None = None,
) -> str:
    """What came of it at the unit: "done", or why not."""
    given = {"what": what, "lockId": lock_id, "text": label, "expected": expected}
    said: str = page.evaluate(_DO, given)
    return said


def bring(page: Page, update: bytes) -> int:
    """Bring the unit its news, without any credential; answers with which outcome it took them."""
    outcome: int = page.evaluate(_BRING, {"lockId": LOCK_ID, "update": update.hex()})
    return outcome
