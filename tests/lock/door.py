"""A door to try: a lock in a folder, its authority, a phone, and time that stands still."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from elaas.lock.core import Core
from elaas.lock.folder import assemble
from elaas.lock.identity import MAX_DRIFT, make_lock
from elaas.lock.program import Lock
from elaas.protocol.cose import PrivateKey, PublicKey, sign1, verify1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import Outcome, Receipt
from elaas.protocol.session import PhoneSession
from elaas.protocol.update import Time, Update
from tests.keys import AUTHORITY

NOON = 1_767_265_200  # 2026-01-01 12:00 in Oslo
STRANGER = PrivateKey.generate(b"\x01")  # an authority of the same name
NEXT = PrivateKey.generate(b"\x02")
PHONE = PrivateKey.generate()
OTHER_PHONE = PrivateKey.generate()
HOUR_FROM_NOON = Credential(
    lock_id="L-0042",
    not_before=NOON,
    expires=NOON + 3600,
    issued_at=NOON,
    cti=bytes(16),
    phone=PHONE.public_key,
    scope="open service",
    epoch=0,
)


@dataclass(slots=True)
class Door:
    """`ticks` is the machine's time; nothing moves it but a test."""

    folder: Path
    label: dict[str, Any]
    core: Core
    lock: Lock
    ticks: list[float]

    @property
    def key(self) -> PublicKey:
        """The lock's DH key, from its label."""
        return PublicKey.checked(*(bytes.fromhex(self.label["dh"][part]) for part in "xy"))

    @property
    def receipt_key(self) -> PublicKey:
        """The key its receipts are signed with, from its label."""
        return PublicKey.checked(*(bytes.fromhex(self.label["receipt"][part]) for part in "xy"))

    @property
    def bolt(self) -> str:
        """Where the bolt is."""
        return str(self.core.surroundings.bolt)

    @property
    def receipts(self) -> list[Receipt]:
        """Everything in the journal, verified."""
        journal = self.core.journal
        return [self.read(journal.receipt(n)) for n in range(journal.oldest, journal.seq + 1)]

    def read(self, receipt: bytes | None) -> Receipt:
        """A receipt, verified."""
        assert receipt is not None
        return Receipt.parse(verify1(receipt, {b"": self.receipt_key}))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.ticks[0] += seconds

    def power_cut(self) -> None:
        """Switch off and on again."""
        self.core = assemble(self.folder, ticks=lambda: self.ticks[0])
        self.lock = Lock(self.core)

    def meet(self, key: PrivateKey = PHONE) -> "Visit":
        """A phone comes up to the door, and leaves whoever stood there."""
        self.lock.disconnect()
        self.lock.connect()
        lock_id = self.label["lock_id"]
        phone = PhoneSession(key=key, lock_id=lock_id, lock_key=self.key)
        return Visit(self.lock, phone, self.lock.request(phone.message_1()))

    def ask(self, credential: bytes | None, op: str, *args: Any) -> tuple[Outcome, Any]:
        """A new visit with one command."""
        return self.meet().first(credential, op, *args)

    def claim(self) -> None:
        """Make the lock ours, at noon."""
        secret = bytes.fromhex(self.label["claim_secret"])
        key = AUTHORITY.public_key.to_cose_key(AUTHORITY.kid)
        assert self.ask(None, "claim", secret, key, NOON)[0] is Outcome.DONE

    def set_time(self, time: int) -> None:
        """Answer the lock's nonce with this time."""
        visit = self.meet()
        _, status = visit.first(None, "status")
        assert visit.then("time", the_time(status[15], time)) == (Outcome.DONE, None)


@dataclass(slots=True)
class Visit:
    """One phone at the door, after message_2."""

    lock: Lock
    phone: PhoneSession
    frame_02: bytes

    def first(self, credential: Any, op: Any, *args: Any) -> tuple[Outcome, Any]:
        """Command 0 and its reply."""
        frame = self.phone.command_0(self.frame_02, credential, op, *args)
        return self.phone.reply(self.lock.request(frame))

    def then(self, op: Any, *args: Any) -> tuple[Outcome, Any]:
        """A later command and its reply."""
        return self.phone.reply(self.lock.request(self.phone.command(op, *args)))


def without_drift(size: int) -> bytes:
    """Random bytes, except that a new lock draws a clock without error from its two."""
    return MAX_DRIFT.to_bytes(2, "big") if size == 2 else os.urandom(size)


def new_door(folder: Path, lock_id: str = "L-0042") -> Door:
    """A factory-new lock, switched on."""
    ticks = [1000.0]
    label = make_lock(folder, lock_id=lock_id, label="0042", random=without_drift)
    core = assemble(folder, ticks=lambda: ticks[0])
    return Door(folder, label, core, Lock(core), ticks)


def credential(signer: PrivateKey = AUTHORITY, **changes: Any) -> bytes:
    """A credential for our phone, for an hour from noon, with some claims changed."""
    changes.setdefault("cti", os.urandom(16))
    return sign1(replace(HOUR_FROM_NOON, **changes).claims(), signer)


def update(issued_at: int, signer: PrivateKey = AUTHORITY, **news: Any) -> bytes:
    """An update with this news."""
    news = {"lock_id": "L-0042", "epoch": 0, **news}
    return sign1(Update(issued_at=issued_at, **news).payload(), signer)


def the_time(nonce: bytes, time: int, signer: PrivateKey = AUTHORITY, **changes: Any) -> bytes:
    """A time that answers this nonce."""
    answer = Time(**{"lock_id": "L-0042", "time": time, "nonce": nonce, **changes})
    return sign1(answer.payload(), signer)
