"""Decides whether a log only grew, and says so by a cosignature (C2SP tlog-witness)."""

import threading
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import NamedTuple

from elaas.tlog.add_checkpoint import SIZE_TYPE, AddCheckpoint, BadRequest, add_checkpoint_in
from elaas.tlog.checkpoint import Checkpoint, checkpoint_in
from elaas.tlog.cosignature import cosign
from elaas.tlog.note import BadNote, Key, Note, Signer, note_in
from elaas.tlog.proof import NotProven, check_consistency
from elaas.tlog.tree import EMPTY
from elaas.witness.memory import Memory, NoMemory


class Answer(NamedTuple):
    """What the one who asked is told."""

    status: HTTPStatus
    body: bytes
    kind: str = "text/plain; charset=utf-8"


class Cosigner:
    """One witness, and the logs it follows. May be asked from several threads at once."""

    def __init__(self, *, signer: Signer, logs: Iterable[Key], memory: Memory) -> None:
        """`logs`: their keys; the name of a key is the log's origin. Raises NoMemory, OSError."""
        self._signer = signer
        self._memory = memory
        self._logs: dict[str, _Log] = {}
        for key in logs:
            self._logs.setdefault(key.name, _Log([])).keys.append(key)
        for origin, log in self._logs.items():
            log.note = memory.last(origin)
            log.last = _last(log.note, origin, log.keys)

    def add_checkpoint(self, data: bytes, *, time: int) -> Answer:
        """The answer to the body of an `add-checkpoint` request at `time`, Unix seconds.

        What is cosigned is durable before this returns. Raises OSError where it could not be made
        so; then nothing was cosigned.
        """
        try:
            asked = add_checkpoint_in(data)
            note = note_in(asked.note)
            checkpoint = checkpoint_in(note)
        except (BadRequest, BadNote) as reason:
            return _refused(HTTPStatus.BAD_REQUEST, str(reason))
        log = self._logs.get(checkpoint.origin)
        if log is None:
            return _refused(HTTPStatus.NOT_FOUND, "This witness does not follow that log.")
        if not _signed(note, log.keys):
            return _refused(HTTPStatus.FORBIDDEN, "No key of that log has signed this.")
        if asked.old > checkpoint.size:
            return _refused(HTTPStatus.BAD_REQUEST, "The old size is larger than the new one.")
        with log.turn:
            return self._compared(log, asked, note, checkpoint, time)

    def _compared(
        self, log: "_Log", asked: AddCheckpoint, note: Note, checkpoint: Checkpoint, time: int
    ) -> Answer:
        if asked.old != log.size:
            return _size(log)
        if checkpoint.size == log.size and checkpoint.root != log.root:
            self._memory.keep("fork", before=log.note, told=asked.note)
            return _size(log)
        try:
            check_consistency(
                asked.proof,
                old=asked.old,
                new=checkpoint.size,
                old_root=log.root,
                new_root=checkpoint.root,
            )
        except NotProven as reason:
            self._memory.keep("unproven", before=log.note, told=asked.note)
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"Not consistent: {reason}.")
        self._memory.remember(checkpoint.origin, asked.note)
        log.last, log.note = checkpoint, asked.note
        return Answer(HTTPStatus.OK, cosign(note, self._signer, time=time).encode())


class _Log:
    """One log: the keys it is trusted by, what was cosigned last, and whose turn it is."""

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        self.last: Checkpoint | None = None
        self.note = b""  # of the last one, as it was signed
        self.turn = threading.Lock()

    @property
    def size(self) -> int:
        return self.last.size if self.last else 0

    @property
    def root(self) -> bytes:
        return self.last.root if self.last else EMPTY


def _last(kept: bytes, origin: str, keys: Sequence[Key]) -> Checkpoint | None:
    if not kept:
        return None
    try:
        note = note_in(kept)
        checkpoint = checkpoint_in(note)
    except BadNote:
        raise NoMemory(f"What was kept of {origin} is damaged.") from None
    if checkpoint.origin != origin or not _signed(note, keys):
        raise NoMemory(f"What was kept of {origin} is not signed by the key told for it.")
    return checkpoint


def _signed(note: Note, keys: Sequence[Key]) -> bool:
    for key in keys:
        try:
            note.check(key)
        except BadNote:
            continue
        return True
    return False


def _size(log: _Log) -> Answer:
    return Answer(HTTPStatus.CONFLICT, f"{log.size}\n".encode(), SIZE_TYPE)


def _refused(status: HTTPStatus, why: str) -> Answer:
    return Answer(status, f"{why}\n".encode())
