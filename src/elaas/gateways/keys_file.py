"""Keys kept in files under ELAAS_DATA/keys, outside the database, readable by their owner alone."""

import os
import stat
from pathlib import Path

from django.conf import settings

from elaas.protocol.cose import PrivateKey, PublicKey

AUTHORITY_KID = b"\x01"


class KeyFileOpen(Exception):
    """Others on this machine can read the key: it must be 0600, and may have to be replaced."""


class Authority:
    """The authority key in the file authority.pem; made there, 0600, when it does not exist yet."""

    def __init__(self) -> None:
        self._key = load_or_make("authority.pem", kid=AUTHORITY_KID)
        self.kid = self._key.kid
        self.public_key: PublicKey = self._key.public_key

    def sign(self, message: bytes) -> bytes:
        """ES256 over `message`: 64 bytes r ‖ s."""
        return self._key.sign(message)


def enrolment_key() -> PrivateKey:
    """The server's key that phones prove their own keys against (protocol/enrolment.py)."""
    return load_or_make("enrolment.pem")


def load_or_make(name: str, *, kid: bytes = b"") -> PrivateKey:
    """The key in ELAAS_DATA/keys/`name`; made when it is not there. Raises KeyFileOpen."""
    path = Path(settings.DATA) / "keys" / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _write_once(path, PrivateKey.generate().to_pem())
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyFileOpen(f"{path} is readable by others (mode {mode:o}); it must be 0600.")
    return PrivateKey.from_pem(path.read_bytes(), kid)


def _write_once(path: Path, content: bytes) -> None:
    """Write a whole new file; when two processes do so at once, the first one's stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123  (Path.open has no mode for a new file)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process' key it is
    finally:
        draft.unlink()
