"""Checkpoints (C2SP tlog-checkpoint): how large a log is, and its root, signed."""

from dataclasses import dataclass

from elaas.tlog.lines import base64_of, bytes_of, number_of
from elaas.tlog.note import BadNote, Key, Note, Signer, note_in
from elaas.tlog.tree import HASH

_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`origin` names the log, for ever. `extra`: further lines, which mean nothing here."""

    origin: str
    size: int
    root: bytes
    extra: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        told = (self.origin, str(self.size), base64_of(self.root), *self.extra)
        return "".join(f"{line}\n" for line in told)

    def signed(self, signer: Signer) -> Note:
        """Signed by the log; its key bears the log's name (tlog-checkpoint)."""
        return Note(self.text).signed(signer)


def checkpoint_in(note: Note) -> Checkpoint:
    """What the note says; raises BadNote. No signature is verified."""
    lines = note.text.removesuffix("\n").split("\n")
    if not note.text.endswith("\n") or len(lines) < _LINES:
        raise BadNote("That is no checkpoint.")
    origin, told, root, *extra = lines
    size, hashed = number_of(told), bytes_of(root)
    if not origin or size is None or len(hashed) != HASH or "" in extra:
        raise BadNote("That is no checkpoint.")
    return Checkpoint(origin, size, hashed, tuple(extra))


def verified(data: bytes, *, log: Key) -> tuple[Checkpoint, Note]:
    """The checkpoint in `data`, and its note, if this log has signed it; raises BadNote."""
    note = note_in(data)
    note.check(log)
    checkpoint = checkpoint_in(note)
    if checkpoint.origin != log.name:
        raise BadNote(f"The checkpoint is of {checkpoint.origin}, not of {log.name}.")
    return checkpoint, note
