"""What a lock is born with: its name, its keys, and the printed label that comes with it."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from elaas.lock.files import Files, Folder, replace
from elaas.lock.journal import Journal
from elaas.lock.state import State, fresh_address
from elaas.protocol.cose import PrivateKey
from elaas.protocol.label import CLAIM_SECRET, LABEL_FORM, LOCK_ID_FORM, is_label, is_lock_id

FILE = "identity.json"
MAX_DRIFT = 20  # parts per million: what an ordinary quartz keeps (protocol, "Clock")


class NoSuchLock(Exception):
    """The folder holds no lock, or one that cannot be read."""


class CannotMakeLock(Exception):
    """No lock was made, for the reason given; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A lock's name and its keys; `drift` is its clock's error in parts per million."""

    lock_id: str
    label: str
    dh: PrivateKey
    receipt: PrivateKey
    drift: int

    @classmethod
    def load(cls, files: Files) -> Self:
        """The lock in these files; raises NoSuchLock if there is none."""
        try:
            found = json.loads(files.read(FILE))
            return cls(
                lock_id=found["lock_id"],
                label=found["label"],
                dh=PrivateKey.from_scalar(bytes.fromhex(found["dh"])),
                receipt=PrivateKey.from_scalar(bytes.fromhex(found["receipt"])),
                drift=found["drift"],
            )
        except (ValueError, KeyError, TypeError, NotADirectoryError) as error:
            raise NoSuchLock("There is no lock here; `elaas lock init` makes one.") from error

    def save(self, files: Files) -> None:
        """Write everything, durably and at once."""
        found = {
            "lock_id": self.lock_id,
            "label": self.label,
            "dh": self.dh.scalar.hex(),
            "receipt": self.receipt.scalar.hex(),
            "drift": self.drift,
        }
        replace(files, FILE, json.dumps(found, indent=1).encode())

    def printed(self, claim_secret: bytes) -> dict[str, Any]:
        """The label that comes with the lock, all in hex."""
        return {
            "lock_id": self.lock_id,
            "label": self.label,
            "dh": self.dh.public_key.to_hex(),
            "receipt": self.receipt.public_key.to_hex(),
            "claim_secret": claim_secret.hex(),
        }


def make_lock(
    folder: Path,
    *,
    lock_id: str,
    label: str,
    random: Callable[[int], bytes] = secrets.token_bytes,
    print_label: Callable[[dict[str, Any]], Any] = lambda _label: None,
) -> dict[str, Any]:
    """Make a factory-new lock in `folder` and return its label, all in hex.

    `print_label` has the label before the lock is one: without its label a lock serves nobody, so
    what `print_label` raises leaves no lock. Raises CannotMakeLock if the id or the label is bad or
    the folder holds a lock already, and OSError.
    """
    if not is_lock_id(lock_id):
        raise CannotMakeLock(f"A lock id is {LOCK_ID_FORM}, not {lock_id!r}.")
    if not is_label(label):
        raise CannotMakeLock(f"A label is {LABEL_FORM}, not «{label}».")
    made = not folder.exists()
    files = _prepared(folder)
    identity = Identity(
        lock_id=lock_id,
        label=label,
        dh=PrivateKey.generate(),
        receipt=PrivateKey.generate(),
        drift=int.from_bytes(random(2), "big") % (2 * MAX_DRIFT + 1) - MAX_DRIFT,
    )
    secret = random(CLAIM_SECRET)
    printed = identity.printed(secret)
    try:
        print_label(printed)
    except BaseException:
        if made:
            folder.rmdir()
        raise
    Journal.create(files, State(claim_secret=secret, address=fresh_address(random)))
    identity.save(files)  # last: a lock that is half made is no lock
    return printed


def _prepared(folder: Path) -> Folder:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.path.lexists(folder / FILE):
            raise CannotMakeLock(f"{folder} already holds a lock.")
        folder.chmod(0o700)
    except OSError as error:
        raise CannotMakeLock(f"{folder} cannot be used: {error.strerror}.") from error
    return Folder(folder)
