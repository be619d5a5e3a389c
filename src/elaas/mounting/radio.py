"""What mounting asks of a radio: claim one lock, and set its clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from elaas.protocol.cose import PublicKey


class NotClaimed(Exception):
    """The lock did not let itself be claimed or set; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What to do at which lock."""

    label: str  # printed on it, and so its name in the air
    lock_id: str
    lock_key: PublicKey  # its DH key: EDHOC proves that it is this lock
    claim: tuple[bytes, dict[int, Any], int] | None  # secret, authority COSE_Key, Unix seconds
    time_for: Callable[[bytes], bytes]  # the signed time for a nonce


class ClaimRadio(Protocol):
    """A radio that runs such errands."""

    def __call__(self, errand: Errand, *, radio: str) -> bytes | None:
        """Claim the lock unless that is done already, then set its clock. Raises NotClaimed.

        Answers the lock's receipt for the claim; None when it had been claimed before.

        `radio` names the radio as `elaas lock run --radio` does. Once more changes nothing: a lock
        that has claimed us before is known by its taking our time.
        """
