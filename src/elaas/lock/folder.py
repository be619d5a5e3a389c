"""A lock in a folder: its flash memory, its surroundings, and the one program that runs it."""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from elaas.lock import clock
from elaas.lock.clock import Clock, Setting
from elaas.lock.core import Core
from elaas.lock.files import Files, Folder
from elaas.lock.identity import Identity
from elaas.lock.journal import FILE, Journal, read
from elaas.lock.program import Lock
from elaas.lock.surroundings import Surroundings
from elaas.protocol.cose import verify1
from elaas.protocol.receipt import Receipt

NEWEST = 50  # receipts shown
_RUNNING = "running"  # locked by the program that runs the lock
_PATIENCE = 20  # tries, 10 ms apart: `show` holds the file for a moment


class AlreadyRunning(Exception):
    """Another program runs this lock."""


def assemble(
    folder: Path,
    *,
    files: Files | None = None,
    ticks: Callable[[], float] = clock.ticks,
    random: Callable[[int], bytes] = secrets.token_bytes,
    always_awake: bool = False,
) -> Core:
    """The lock in `folder` as it is after a power cut.

    Raises NoSuchLock, Damaged or PowerLost. Nothing stops two of them in one folder: see `running`.
    """
    memory = Folder(folder) if files is None else files
    identity = Identity.load(memory)
    surroundings = Surroundings(folder, always_awake=always_awake)
    surroundings.take_clock_shift()  # what was ordered for a clock that is lost

    def publish(setting: Setting | None) -> None:
        found = {
            "always_awake": always_awake,
            "setting": None if setting is None else asdict(setting),
        }
        surroundings.publish(json.dumps(found))

    publish(None)
    return Core(
        identity=identity,
        journal=Journal(memory),
        clock=Clock(ticks=ticks, drift=identity.drift, changed=publish),
        surroundings=surroundings,
        random=random,
    )


@contextmanager
def running(folder: Path, *, always_awake: bool = False) -> Iterator[Lock]:
    """The lock in `folder`, switched on, and nobody else's meanwhile.

    Raises AlreadyRunning, NoSuchLock, Damaged or PowerLost.
    """
    Identity.load(Folder(folder))
    descriptor = os.open(folder / _RUNNING, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _ in range(_PATIENCE):
            if _locked(descriptor, fcntl.LOCK_EX):
                break
            time.sleep(0.01)
        else:
            raise AlreadyRunning(f"The lock in {folder} is running already.")
        yield Lock(assemble(folder, always_awake=always_awake))
    finally:
        os.close(descriptor)


def show(folder: Path) -> dict[str, Any]:
    """The lock as plain values, whether it runs or not; raises NoSuchLock or Damaged."""
    files = Folder(folder)
    identity = Identity.load(files)
    contents = read(files.read(FILE))
    receipts = [frame.receipt for frame in contents.frames if frame.receipt is not None]
    key = {b"": identity.receipt.public_key}
    entries = [Receipt.parse(verify1(receipt, key)) for receipt in receipts[-NEWEST:]]
    surroundings, shown = _now(folder, identity)
    reading = shown.now()
    return {
        "lock_id": identity.lock_id,
        "label": identity.label,
        "claimed": contents.state.authority is not None,
        "epoch": contents.state.epoch,
        "seq": entries[-1].seq if entries else 0,
        "acknowledged": contents.state.acknowledged,
        "battery": surroundings.battery,
        "bolt": str(surroundings.bolt),
        "awake": surroundings.awake,
        "clock": None if reading is None else reading._asdict(),
        "journal": [_plain(entry) for entry in entries],
    }


def _plain(receipt: Receipt) -> dict[str, Any]:
    return {
        "seq": receipt.seq,
        "time": receipt.time,
        "operation": receipt.operation,
        "outcome": receipt.outcome.name.lower(),
        "cti": None if receipt.cti is None else receipt.cti.hex(),
    }


def _now(folder: Path, identity: Identity) -> tuple[Surroundings, Clock]:
    """Surroundings and clock as the running program has them; a resting lock has no clock."""
    surroundings = Surroundings(folder)
    published = surroundings.published()
    if published is None or not _is_running(folder):
        return surroundings, Clock()
    found = json.loads(published)
    setting = None if found["setting"] is None else Setting(**found["setting"])
    shown = Clock(drift=identity.drift, setting=setting)
    shown.shift(surroundings.ordered_clock_shift())
    return Surroundings(folder, always_awake=found["always_awake"]), shown


def _is_running(folder: Path) -> bool:
    descriptor = os.open(folder / _RUNNING, os.O_RDONLY | os.O_CREAT, 0o600)
    try:
        return not _locked(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    """Take the lock on a file if it is free; closing the file gives it back."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
