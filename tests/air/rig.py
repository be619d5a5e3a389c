"""Programs, locks and phones for tests of the radio: real processes, each waited for by its word.

The authority is the test's own; tests against the real server are in test_server.py.
"""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from elaas.demo import clock
from elaas.demo.phone.phone import Phone
from elaas.doors.label import Label, parse
from elaas.gateways.radio.claim import claim
from elaas.lock.identity import make_lock
from elaas.lock.surroundings import Surroundings
from elaas.mounting.radio import Errand
from elaas.protocol.cose import PrivateKey, sign1
from elaas.protocol.credential import Credential
from elaas.protocol.update import PREFIX, Time, Update
from tests.commands import ELAAS

PATIENCE = 30  # seconds until a program that says nothing is killed
HOUR = 3600
NOBODY = "http://127.0.0.1:1"  # no server answers there


@contextmanager
def program(*command: str, env: dict[str, str] | None = None) -> Iterator[str]:
    """Run a program for the whole block; yields the first line it prints."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            watchdog.cancel()
            assert line, f"{command} said nothing"
            yield line
        finally:
            watchdog.cancel()
            process.terminate()
            process.wait(PATIENCE)


@contextmanager
def air() -> Iterator[str]:
    """A virtual radio in a process of its own; yields its RADIO."""
    with program(*ELAAS, "air", "0") as line:
        yield line.removeprefix("ready ")


@dataclass(slots=True)
class House:
    """One lock in a folder, the authority it belongs to, and the phones that know it."""

    folder: Path
    label: Label
    authority: PrivateKey = field(default_factory=lambda: PrivateKey.generate(b"\x01"))
    revoked: tuple[bytes, ...] = ()
    epoch: int = 0
    acknowledged: tuple[int, bytes] | None = None
    issued_at: int = 0  # of the newest update; the next one is newer

    @property
    def lock_folder(self) -> Path:
        """Where the lock lives."""
        return self.folder / "lock"

    @property
    def door(self) -> Surroundings:
        """Bolt, battery, and somebody to knock."""
        return Surroundings(self.lock_folder)

    @contextmanager
    def running(self, radio: str, *options: str) -> Iterator[None]:
        """The lock switched on, in a process of its own."""
        with program(*ELAAS, "lock", "run", str(self.lock_folder), "--radio", radio, *options):
            yield

    def time_for(self, nonce: bytes) -> bytes:
        """The authority's answer to the lock's nonce."""
        now = int(time.time())
        return sign1(
            Time(lock_id=self.label.lock_id, time=now, nonce=nonce).payload(), self.authority
        )

    def errand(self) -> Errand:
        """Claim the lock and set its clock."""
        key = self.authority.public_key.to_cose_key(self.authority.kid)
        return Errand(
            label=self.label.label,
            lock_id=self.label.lock_id,
            lock_key=self.label.dh,
            claim=(self.label.claim_secret, key, int(time.time())),
            time_for=self.time_for,
        )

    def claim(self, radio: str) -> bytes | None:
        """As the installer does; answers the receipt, None if it had been claimed before."""
        return claim(self.errand(), radio=radio)

    def phone(self, name: str, **changes: Any) -> Phone:
        """A phone that holds a credential from an hour ago to an hour from now, if not changed."""
        phone = Phone(self.folder / name)
        key = phone.store.ensure_key()
        now = int(time.time())
        credential = Credential(
            lock_id=self.label.lock_id,
            not_before=now - HOUR,
            expires=now + HOUR,
            issued_at=now,
            cti=name.encode().ljust(16, b"."),
            phone=key.public_key,
            scope="open",
            epoch=0,
        )
        token = sign1(replace(credential, **changes).claims(), self.authority)
        phone.store.save_account(
            {"url": NOBODY, "token": "t", "phone": name, "employee": {"id": name, "name": name}}
        )
        phone.store.save_bundle(self.bundle(token))
        return phone

    def bundle(self, token: bytes) -> dict[str, Any]:
        """The answer to a sync with one visit, behind this lock's door."""
        self.issued_at = max(self.issued_at + 1, int(time.time()))
        update = Update(
            lock_id=self.label.lock_id,
            issued_at=self.issued_at,
            epoch=self.epoch,
            revoked=tuple(cti[:PREFIX] for cti in self.revoked),
            acknowledged=self.acknowledged,
        )
        moment = datetime.fromtimestamp(self.issued_at, UTC).isoformat()
        door = {"place": "home", "lock_id": self.label.lock_id, "credential": token.hex()}
        visit = {
            "assignment": "1",
            "starts_at": moment,
            "ends_at": moment,
            "service": "hjemmesykepleie",
            "recipient": "Turid Bakken",
            "address": "Kongens gate 12",
            "dwelling": "H0203",
            "doors": [{**door, "not_before": moment, "expires_at": moment, "refusal": None}],
        }
        lock = {
            "label": self.label.label,
            "dh": self.label.dh.to_hex(),
            "receipt": self.label.receipt.to_hex(),
            "update": sign1(update.payload(), self.authority).hex(),
            "acknowledged": self.acknowledged[0] if self.acknowledged else 0,
        }
        return {
            "now": moment,
            "employee": {"id": "1", "name": "Kari Nilsen"},
            "visits": [visit],
            "locks": {self.label.lock_id: lock},
            "uploaded": {"stored": 0, "known": 0, "refused": []},
        }


def new_house(folder: Path, *, lock_id: str = "L-0042", label: str = "0042") -> House:
    """A house with a factory-new lock."""
    made = make_lock(folder / "lock", lock_id=lock_id, label=label)
    return House(folder, parse(json.dumps(made)))


def now() -> datetime:
    """The machine's clock, which the locks' clocks follow here."""
    return clock.now()
