"""The log's witnesses: who they are (the setting ELAAS_WITNESSES), and how one is asked."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from elaas.tlog.add_checkpoint import AddCheckpoint
from elaas.tlog.cosignature import COSIGNATURE
from elaas.tlog.note import BadKey, Key, key_told

LONGEST_KEY = 200  # characters, as the database keeps it
_HERE = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody else's program that vouches for the log. `url`: the prefix of its addresses."""

    url: str
    key: Key


class Cosigned(NamedTuple):
    """It answered with these lines; they are not verified yet."""

    lines: bytes


class StandsAt(NamedTuple):
    """It does not cosign after the old size that was said, since it stands at `size`."""

    size: int


class NotAnswered(NamedTuple):
    """It cannot be reached, or does not answer as a witness does."""

    why: str


class Refused(NamedTuple):
    """It answered that it does not cosign; `why` in its own words."""

    why: str


class Ask(Protocol):
    """Asks the witness at `url`, once; never raises, and answers before long."""

    def __call__(
        self, url: str, asked: AddCheckpoint
    ) -> Cosigned | StandsAt | NotAnswered | Refused:
        """What it answered."""


def witness_named(text: str) -> Witness:
    """The witness told as `URL KEY`; raises ValueError."""
    url, _, told = text.partition(" ")
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and parts.hostname in _HERE
    if not is_here and not (parts.scheme == "https" and parts.hostname):
        message = f"«{url}» is no address that begins with https://"
        raise ValueError(message)
    key = key_told(told.strip(), kinds=(COSIGNATURE,))
    if len(str(key)) > LONGEST_KEY:
        raise BadKey(f"«{key.name}» is too long a name.")
    return Witness(url.rstrip("/"), key)
