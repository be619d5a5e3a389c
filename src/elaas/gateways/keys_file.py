"""Keys kept in files under ELAAS_DATA/keys, outside the database, readable by their owner alone."""

import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from elaas.database.secret import write_once
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey
from elaas.tlog.note import BadKey, Signer, signer_kept

AUTHORITY_KID = b"\x01"
SEED = 32  # bytes, of an Ed25519 key


class BadKeyFile(ImproperlyConfigured):
    """A key file is missing, damaged, or readable by others; the message says what is the matter.

    A key that others could read may have to be replaced.
    """


def authority() -> PrivateKey:
    """The key that signs for the municipality, in authority.pem; made when it is not there."""
    return load_or_make("authority.pem", kid=AUTHORITY_KID)


def enrolment_key() -> PrivateKey:
    """The server's key that phones prove their own keys against (protocol/enrolment.py)."""
    return load_or_make("enrolment.pem")


def log_signer(*, make: bool = True) -> Signer:
    """Who signs the log's checkpoints, in log.key; made when it is not there, if it may be.

    A new one gets the name that the setting LOG_ORIGIN says; an old one keeps the name it has,
    because a log that changes its name is another log.
    """
    made = Signer(settings.LOG_ORIGIN, secrets.token_bytes(SEED))
    path, content = _content("log.key", make=f"{made.encode()}\n".encode if make else None)
    try:
        return signer_kept(content.decode().strip())
    except (BadKey, UnicodeDecodeError):
        raise BadKeyFile(f"{path} holds no key: it must be a key for signed notes.") from None


def load_or_make(name: str, *, kid: bytes = b"") -> PrivateKey:
    """The key in ELAAS_DATA/keys/`name`; made when it is not there. Raises BadKeyFile."""
    path, content = _content(name, make=lambda: PrivateKey.generate().to_pem())
    try:
        return PrivateKey.from_pem(content, kid)
    except Malformed:
        raise BadKeyFile(f"{path} holds no key: it must be a P-256 key in PEM.") from None


def _content(name: str, *, make: Callable[[], bytes] | None) -> tuple[Path, bytes]:
    path = Path(settings.DATA) / "keys" / name
    try:
        if make and not path.exists():
            write_once(path, make())
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise BadKeyFile(f"{path} is readable by others (mode {mode:o}); it must be 0600.")
        return path, path.read_bytes()
    except OSError as reason:
        raise BadKeyFile(f"The key {path} cannot be used: {reason.strerror}.") from None
