"""What a witness keeps in its folder: its key, and for each log the last checkpoint it cosigned.

Without that memory its cosignatures would mean nothing: whoever loses the folder needs a new key.
"""

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elaas.tlog.cosignature import COSIGNATURE
from elaas.tlog.note import BadKey, Signer, signer_kept
from elaas.witness.files import FOLDER, PRIVATE, replace, write_new

SEED = 32  # bytes of an Ed25519 key
MOST_CONTRADICTIONS = 100  # of a kind; a log that contradicts itself oftener is known by then
_KEY = "witness.key"
_LOGS = "logs"
_EVIDENCE = "evidence"


class NoMemory(Exception):
    """The folder is not a witness's, is damaged, or in use; the message says what is the matter."""


class Memory:
    """The folder of one witness."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, *, name: str, seed: bytes) -> Signer:
        """Make the folder and its key. Raises NoMemory if there is one, OSError, and BadKey."""
        signer = Signer(name, seed, COSIGNATURE)
        signer_kept(signer.encode(), kinds=(COSIGNATURE,))  # a name that a key cannot have
        self._folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        for part in (_LOGS, _EVIDENCE):
            (self._folder / part).mkdir(mode=FOLDER, exist_ok=True)
        try:
            write_new(self._folder / _KEY, f"{signer.encode()}\n".encode())
        except FileExistsError:
            raise NoMemory(f"{self._folder} holds a witness already.") from None
        return signer

    def signer(self) -> Signer:
        """Its key. Raises NoMemory and OSError."""
        path = self._folder / _KEY
        if not path.exists():
            raise NoMemory(f"{self._folder} holds no witness: make one by `elaas witness init`.")
        if stat.S_IMODE(path.stat().st_mode) & ~PRIVATE:
            raise NoMemory(f"{path} can be read by others; it must have the mode 0600.")
        if not (self._folder / _LOGS).is_dir():
            raise NoMemory(f"{self._folder} has lost what it has seen: it needs a new key.")
        try:
            return signer_kept(path.read_text().strip(), kinds=(COSIGNATURE,))
        except (BadKey, UnicodeDecodeError):
            raise NoMemory(f"{path} holds no key of a witness.") from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """For this process alone, as long as the block lasts. Raises NoMemory and OSError."""
        descriptor = os.open(self._folder / "lock", os.O_WRONLY | os.O_CREAT, PRIVATE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise NoMemory(f"A witness runs in {self._folder} already.") from None
        finally:
            os.close(descriptor)

    def last(self, origin: str) -> bytes:
        """The note of that log which was cosigned last; empty: never any. Raises OSError."""
        path = self._log(origin)
        return path.read_bytes() if path.exists() else b""

    def remember(self, origin: str, note: bytes) -> None:
        """Keep it as the last one; once this returns, through a power cut. Raises OSError."""
        replace(self._log(origin), note)

    def keep(self, kind: str, *, before: bytes, told: bytes) -> None:
        """Keep two signed notes of one log that do not fit together. Raises OSError.

        `kind` is "fork" where they cannot, and "unproven" where it was not shown that they do;
        anyone can bring about the second kind, so it may not crowd out the first.
        """
        folder = self._folder / _EVIDENCE
        path = folder / f"{kind}-{_short(before + told)}.txt"
        if not path.exists() and len(list(folder.glob(f"{kind}-*"))) < MOST_CONTRADICTIONS:
            replace(path, before + b"\n" + told)

    def _log(self, origin: str) -> Path:
        return self._folder / _LOGS / f"{_short(origin.encode())}.checkpoint"


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
