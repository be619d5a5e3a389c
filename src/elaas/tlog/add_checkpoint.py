"""What a witness is asked (C2SP tlog-witness, `add-checkpoint`), as it is sent and read."""

from dataclasses import dataclass

from elaas.tlog.lines import base64_of, bytes_of, number_of
from elaas.tlog.tree import HASH

MOST = 63  # hashes in a proof: no tree needs more
SIZE_TYPE = "text/x.tlog.size"  # the Content-Type of the answer 409
_OLD = "old "


class BadRequest(ValueError):
    """That is no such request."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """To cosign the checkpoint in `note`, when the log had `old` leaves the time before."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def encode(self) -> bytes:
        """The body of the request."""
        lines = (f"{_OLD}{self.old}", *map(base64_of, self.proof), "", "")
        return "\n".join(lines).encode() + self.note


def add_checkpoint_in(data: bytes) -> AddCheckpoint:
    """The request in `data`; raises BadRequest. What its note says is not looked at."""
    head, separator, note = data.partition(b"\n\n")
    try:
        first, *rest = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BadRequest("The lines before the checkpoint are not ASCII.") from error
    old = number_of(first.removeprefix(_OLD))
    if not separator or not first.startswith(_OLD) or old is None:
        raise BadRequest("The first line must say the old size, and an empty one end the proof.")
    proof = tuple(map(bytes_of, rest))
    if len(proof) > MOST or any(len(one) != HASH for one in proof):
        raise BadRequest(f"The proof must be at most {MOST} hashes in base64.")
    return AddCheckpoint(old, proof, note)
