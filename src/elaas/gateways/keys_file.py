"""Keys kept in files under ELAAS_DATA/keys, outside the database, readable by their owner alone."""

import stat
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from elaas.database.secret import write_once
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey

AUTHORITY_KID = b"\x01"


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


def load_or_make(name: str, *, kid: bytes = b"") -> PrivateKey:
    """The key in ELAAS_DATA/keys/`name`; made when it is not there. Raises BadKeyFile."""
    path = Path(settings.DATA) / "keys" / name
    try:
        if not path.exists():
            write_once(path, PrivateKey.generate().to_pem())
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise BadKeyFile(f"{path} is readable by others (mode {mode:o}); it must be 0600.")
        return PrivateKey.from_pem(path.read_bytes(), kid)
    except OSError as reason:
        raise BadKeyFile(f"The key {path} cannot be used: {reason.strerror}.") from None
    except Malformed:
        raise BadKeyFile(f"{path} holds no key: it must be a P-256 key in PEM.") from None
