"""The whole way: mount a lock, invite and enrol a phone, sync, open, and the receipt comes home.

Everything by the commands that people use, against `elaas serve` and the test's own database.
"""

import asyncio
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from elaas.access import models
from elaas.access.models import Receipt
from elaas.access.rules import Period
from elaas.demo.phone.phone import Attempt, Phone
from elaas.demo.phone.server import ServerRefused
from elaas.doors.models import Unit
from elaas.gateways.radio import named
from elaas.lock.identity import make_lock
from elaas.lock.surroundings import Surroundings
from elaas.people.models import Employee
from elaas.people.operations import phones
from tests import make
from tests.air import rig
from tests.commands import ELAAS, environment, free_port, run


@dataclass(frozen=True, slots=True)
class Town:
    """A server, a nurse with a visit now, and a lock on the air that nobody knows yet."""

    env: dict[str, str]  # what differs from ours
    folder: Path
    nurse: Employee
    home: str
    radio: str

    def elaas(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return run(*command, **self.env)

    def done(self, *command: str) -> str:
        """What a command prints that must succeed."""
        ran = self.elaas(*command)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    @property
    def label(self) -> str:
        """The file with the lock's label."""
        return str(self.folder / "label.json")

    def enrolled(self, name: str, nurse: Employee | None = None) -> Phone:
        """A phone of the nurse's that has synced."""
        now = rig.now()
        code = phones.invite(employee=(nurse or self.nurse).id, now=now)
        url = f"http://127.0.0.1:{self.env['PORT']}"
        phone = asyncio.run(Phone.enrol(self.folder / name, url=url, code=code))
        asyncio.run(phone.sync())
        return phone

    def opened(self, phone: Phone, lock: str = "0042", radio: str | None = None) -> Attempt:
        """What comes of it at the door."""
        way = named(radio or self.radio)
        return asyncio.run(phone.operate(lock, radio=way, now=rig.now()))


@pytest.fixture
def town(tmp_path: Path, radio: str, database_url: str) -> Iterator[Town]:
    """Started and stopped around one test."""
    env = {
        "ELAAS_DATABASE_URL": database_url,
        "ELAAS_DATA": str(tmp_path / "data"),
        "PORT": str(free_port()),
    }
    now = rig.now()
    hour = timedelta(hours=1)
    nurse, home = make.make_employee(), make.make_home()
    make.make_assignment(employee=nurse, home=home, period=Period(now - hour, now + hour))
    made = make_lock(tmp_path / "lock", lock_id="L-0042", label="0042")
    (tmp_path / "label.json").write_text(json.dumps(made))
    lock = (*ELAAS, "lock", "run", str(tmp_path / "lock"), "--radio", radio, "--awake")
    with rig.program(*lock), rig.program(*ELAAS, "serve", env=environment(**env)):
        yield Town(env, tmp_path, nurse, home.source_id, radio)


def test_a_nurse_opens_a_newly_mounted_lock_and_the_receipt_comes_home(town: Town) -> None:
    told = town.done("unit", "mount", town.home, "--label", town.label, "--radio", town.radio)
    assert re.match("L-0042 is mounted at ", told)
    folder = str(town.folder / "kari")
    code = town.done("phone", "invite", town.nurse.number).strip()
    town.done("phone", "enrol", folder, "--code", code)
    kari = Phone(town.folder / "kari")

    assert town.done("phone", "sync", folder).startswith("1 visit, 1 credential; 0 receipts")
    opened = town.done("phone", "open", folder, "0042", "--radio", town.radio)
    assert re.fullmatch(
        r"L-0042 opened at \d\d:\d\d, \d+ ms \(\d+ bytes, 2 round trips\)\n", opened
    )
    assert len(kari.store.receipts()) == 2  # the claim's as well
    assert "2 receipts handed over, 0 known already" in town.done("phone", "sync", folder)

    assert kari.store.receipts() == []
    assert kari.bundle().locks[0].acknowledged == 2
    assert list(Receipt.objects.order_by("seq").values_list("operation", flat=True)) == [
        "claim",
        "open",
    ]


def test_a_lock_that_lost_the_time_gets_it_from_the_server_through_the_phone(
    town: Town, tmp_path: Path, radio: str
) -> None:
    town.done("unit", "mount", town.home, "--label", town.label, "--radio", town.radio)
    kari = town.enrolled("kari")
    second = make.make_home()
    made = make_lock(tmp_path / "second", lock_id="L-0043", label="0043")
    (tmp_path / "second.json").write_text(json.dumps(made))
    run = f"{shlex.join(ELAAS)} lock run {tmp_path / 'second'} --radio pipe"
    label = str(tmp_path / "second.json")
    town.done("unit", "mount", second.source_id, "--label", label, "--radio", f"pipe:{run}")
    now = rig.now()
    period = Period(now, now + timedelta(hours=1))
    make.make_assignment(employee=town.nurse, home=second, period=period)
    asyncio.run(kari.sync())

    answer = town.opened(kari, "0043", f"pipe:{run}")

    assert answer.done, answer
    assert Surroundings(tmp_path / "second").bolt == "open"


def test_an_attempt_without_an_assignment_reaches_the_log(town: Town) -> None:
    town.done("unit", "mount", town.home, "--label", town.label, "--radio", town.radio)
    ola = town.enrolled("ola", make.make_employee())

    assert str(town.opened(ola)) == "0042: No assignment there now."
    asyncio.run(ola.sync())

    assert ola.store.attempts() == []
    [attempt] = models.Attempt.objects.all()
    assert attempt.label == "0042"


def test_a_blocked_phone_still_brings_its_receipts(town: Town) -> None:
    town.done("unit", "mount", town.home, "--label", town.label, "--radio", town.radio)
    kari = town.enrolled("kari")
    assert town.opened(kari).done
    town.enrolled("new")  # a new phone replaces, and so blocks, the old one

    with pytest.raises(ServerRefused, match="blocked"):
        asyncio.run(kari.sync())

    assert kari.store.receipts() == []
    assert Receipt.objects.count() == 2


def test_the_next_phone_at_the_door_brings_back_that_the_lock_has_heard(town: Town) -> None:
    town.done("unit", "mount", town.home, "--label", town.label, "--radio", town.radio)
    town.enrolled("stolen")
    spare = town.enrolled("spare")  # and the one before is blocked
    waiting = models.Credential.objects.filter(revoked_at__isnull=False, heard_at=None)
    assert waiting.count() == 1

    assert town.opened(spare).done
    asyncio.run(spare.sync())

    assert waiting.count() == 0
    assert spare.store.delivered() == []


def test_what_the_server_refuses_is_not_brought_again(town: Town) -> None:
    kari = town.enrolled("kari")
    kari.store.keep_receipts(number.to_bytes(2, "big") for number in range(450))

    synced = asyncio.run(kari.sync())

    assert len(synced.refused) == 450
    assert kari.store.receipts() == []


def test_junk_from_a_lock_does_not_keep_a_phone_from_syncing(town: Town) -> None:
    town.done("unit", "mount", town.home, "--label", town.label, "--radio", town.radio)
    kari = town.enrolled("kari")
    kari.store.keep_receipts(number.to_bytes(2, "big") * 15_500 for number in range(150))
    assert town.opened(kari).done
    kari.store.keep_receipts(number.to_bytes(2, "big") * 256 for number in range(150, 400))

    synced = asyncio.run(kari.sync())

    assert (synced.uploaded, len(synced.refused)) == (2, 400)
    assert kari.store.receipts() == []


def test_a_lock_is_taken_down_by_the_installer_s_phone_and_mounted_again(town: Town) -> None:
    again = ("unit", "mount", town.home, "--label", town.label, "--radio", town.radio)
    town.done(*again)
    per = make.make_employee(given="Per", role="velferdsteknologi")
    phone = town.enrolled("per", per)

    told = town.done("unit", "remove", "L-0042", "--installer", per.number)
    assert "L-0042 in the next two hours" in told
    asyncio.run(phone.sync())
    released = town.done("phone", "release", str(phone.store.folder), "0042", "--radio", town.radio)
    asyncio.run(phone.sync())

    assert "L-0042 released at" in released
    assert Unit.objects.get().mounted_at is None
    assert list(Receipt.objects.order_by("seq").values_list("operation", flat=True)) == [
        "claim",
        "release",
    ]
    town.done(*again)
    assert Unit.objects.get().mounted_at is not None


def test_what_cannot_be_taken_down_is_said_in_one_sentence(town: Town) -> None:
    refused = town.elaas("unit", "remove", "L-0042", "--installer", town.nurse.number)

    assert refused.returncode == 1
    assert refused.stderr == "elaas unit: L-0042 is on no door.\n"


def test_mounting_without_a_radio_prints_what_the_lock_must_be_told(town: Town) -> None:
    ran = town.elaas("unit", "mount", town.home, "--label", town.label)

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["lock_id"] == "L-0042"
    assert bytes.fromhex(told["claim"]).startswith(b"\x84\x65claim\x50")
    assert "nobody has claimed the lock itself yet" in ran.stderr
    unit = Unit.objects.get(lock_id="L-0042")
    assert unit.mounted_at is not None
    assert unit.claimed_at is None


def test_mounting_twice_changes_nothing_and_sets_the_clock(town: Town) -> None:
    command = ("unit", "mount", town.home, "--label", town.label, "--radio", town.radio)
    town.done(*command)
    before = Unit.objects.values().get()
    town.done("lock", "fault", str(town.folder / "lock"), "clock=-300")

    town.done(*command)

    assert Unit.objects.values().get() == before
    clock = json.loads(town.done("lock", "show", str(town.folder / "lock")))["clock"]
    assert abs(clock["time"] - rig.now().timestamp()) < 60


def test_a_lock_that_does_not_answer_is_registered_and_not_mounted(town: Town) -> None:
    ran = town.elaas("unit", "mount", town.home, "--label", town.label, "--radio", "ws:127.0.0.1:1")

    assert ran.returncode == 1
    assert "No lock answers at 127.0.0.1:1" in ran.stderr
    unit = Unit.objects.get()
    assert (unit.claimed_at, unit.mounted_at) == (None, None)


def test_what_cannot_be_mounted_is_said_in_one_sentence(town: Town, tmp_path: Path) -> None:
    label = json.loads(Path(town.label).read_text())
    spoiled = tmp_path / "spoiled.json"

    def refused(place: str, content: str) -> str:
        spoiled.write_text(content)
        ran = town.elaas("unit", "mount", place, "--label", str(spoiled))
        assert ran.returncode == 1
        assert ran.stderr.count("\n") == 1
        return ran.stderr

    off_curve = {**label, "dh": {"x": "00" * 32, "y": "00" * 32}}
    assert "dh is no key: " in refused(town.home, json.dumps(off_curve))
    assert "It is not JSON" in refused(town.home, "{")
    assert "No home or building answers to «nowhere»" in refused("nowhere", json.dumps(label))
    assert not Unit.objects.exists()


def test_a_code_serves_once(town: Town, tmp_path: Path) -> None:
    code = town.done("phone", "invite", town.nurse.number).strip()
    town.done("phone", "enrol", str(tmp_path / "one"), "--code", code)

    again = town.elaas("phone", "enrol", str(tmp_path / "two"), "--code", code)
    same = town.elaas("phone", "enrol", str(tmp_path / "one"), "--code", code)
    nobody = town.elaas("phone", "invite", "TK-nobody")

    assert (again.returncode, same.returncode, nobody.returncode) == (1, 1, 1)
    assert "The code is not valid" in again.stderr
    assert "is an enrolled phone already" in same.stderr
    assert "No employee answers" in nobody.stderr
    assert asyncio.run(Phone(tmp_path / "one").sync()).uploaded == 0
