"""The journal: one append-only file of checksummed frames, the lock's whole memory.

A frame holds a receipt, or a change of state, or both where they belong together; it is written
and synced as one piece before the next, so a power cut leaves both or neither and tears the last
frame at most. What a cut can have left of one is dropped, since nobody was told of it; whatever
else does not check is damage, and a lock does not pass over that.
"""

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from elaas.lock.files import Files, replace
from elaas.lock.state import State
from elaas.protocol import cbor
from elaas.protocol.cbor import Malformed
from elaas.protocol.receipt import FIRST, digest

FILE = "journal"
RING = 1000  # receipts always held; acknowledged ones beyond that may go
SPARE = 1000  # frames that are no longer needed, before the file is written anew
_LENGTH = 4  # bytes: a number of two, and its complement
_ONES = 0xFFFF
_CHECKSUM = 8  # bytes of SHA-256
_HEAD = _LENGTH + _CHECKSUM
_MAX_BODY = 2048  # bytes; a revocation list fits one attribute value of 512


class PowerLost(Exception):
    """The flash memory failed. As at a power cut, nothing more happens until the next start."""


class Damaged(Exception):
    """The journal is broken in a place where no power cut breaks it."""


class Frame(NamedTuple):
    """`time`: the last time known, Unix seconds; `seq` belongs to `receipt`."""

    time: int
    seq: int | None
    receipt: bytes | None
    state: State | None

    def encode(self) -> bytes:
        """Length (at most 2 048), checksum, body."""
        state = None if self.state is None else self.state.encode()
        body = cbor.encode([self.time, self.seq, self.receipt, state])
        return _length(len(body)) + _checksum(body) + body


@dataclass(frozen=True, slots=True)
class Contents:
    """What a journal file says."""

    frames: list[Frame]
    size: int  # bytes up to the end of the last whole frame

    @property
    def state(self) -> State:
        """The state after the last frame; raises Damaged if there is none."""
        for frame in reversed(self.frames):
            if frame.state is not None:
                return frame.state
        raise Damaged("The journal holds no state.")


def read(data: bytes) -> Contents:
    """The frames in a journal file, without one torn by a power cut; raises Damaged."""
    frames: list[Frame] = []
    position = 0
    while (end := _end(data, position)) is not None:
        frames.append(_frame(data[position + _HEAD : end]))
        position = end
    if position < len(data) and not _torn(data[position:]):
        raise Damaged(f"The journal is damaged at byte {position}.")
    numbers = [frame.seq for frame in frames if frame.seq is not None]
    if any(later != earlier + 1 for earlier, later in pairwise(numbers)):
        raise Damaged("A receipt is missing from the journal.")
    return Contents(frames, position)


def _end(data: bytes, start: int) -> int | None:
    """Where the frame at `start` ends; None if there is no whole one."""
    size = _size(data[start : start + _LENGTH])
    end = start + _HEAD + (size or 0)
    if size is None or end > len(data):
        return None
    checksum = data[start + _LENGTH : start + _HEAD]
    return end if checksum == _checksum(data[start + _HEAD : end]) else None


def _length(size: int) -> bytes:
    """A frame's length and its complement, so that half of it does not look like another."""
    return size.to_bytes(2, "big") + (size ^ _ONES).to_bytes(2, "big")


def _size(length: bytes) -> int | None:
    """The number of bytes in a frame's body; None if this is no length that was written whole."""
    size = int.from_bytes(length[:2], "big")
    return size if length == _length(size) else None


def _torn(rest: bytes) -> bool:
    """Whether a power cut can have left `rest`, which does not begin with a whole frame.

    A torn frame is the last, so no whole one follows. If its length was written, it ends where the
    data ends or beyond.
    """
    if len(rest) > _HEAD + _MAX_BODY or any(_end(rest, at) for at in range(1, len(rest))):
        return False
    size = _size(rest[:_LENGTH])
    return size is None or _HEAD + size >= len(rest)


def _frame(body: bytes) -> Frame:
    """What is in a whole frame; raises Damaged: the checksum holds, so it was written like that."""
    try:
        time, seq, receipt, state = cbor.decode(body)
    except Malformed as error:
        raise Damaged("The journal was written by another program.") from error
    return Frame(time, seq, receipt, None if state is None else State.decode(state))


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECKSUM]


class Journal:
    """Receipts and state. Every change is durable when the call returns, or PowerLost is raised."""

    def __init__(self, files: Files) -> None:
        """Start from what is on disk; raises Damaged, and PowerLost if a torn end stays."""
        data = files.read(FILE)
        contents = read(data)
        self._files = files
        self._frames = len(contents.frames)
        self.state = contents.state
        self.last_time = contents.frames[-1].time
        held = [frame for frame in contents.frames if frame.seq is not None]
        self._receipts = deque(frame.receipt for frame in held if frame.receipt is not None)
        self.seq = held[-1].seq or 0 if held else 0
        self._lost = False
        self._trim()
        if contents.size < len(data):
            self._durably(lambda: self._cut(contents.size))
        self.tidy()

    @staticmethod
    def create(files: Files, state: State) -> None:
        """Write the journal of a new lock."""
        replace(files, FILE, Frame(0, None, None, state).encode())

    @property
    def unacknowledged(self) -> int:
        """How many receipts the server has not confirmed."""
        return self.seq - self.state.acknowledged

    @property
    def oldest(self) -> int:
        """The seq of the oldest receipt held; one more than the newest when there is none."""
        return self.seq - len(self._receipts) + 1

    @property
    def previous(self) -> bytes:
        """What the next receipt points back to."""
        return digest(self._receipts[-1]) if self._receipts else FIRST

    def receipt(self, seq: int) -> bytes | None:
        """The receipt with this number, if it is held."""
        return self._receipts[seq - self.oldest] if self.oldest <= seq <= self.seq else None

    def write(self, *, time: int, receipt: bytes | None = None, state: State | None = None) -> None:
        """Add a receipt (the next in order), a new state, or both in one piece."""
        seq = None if receipt is None else self.seq + 1
        frame = Frame(time, seq, receipt, state).encode()
        self._durably(lambda: self._append(frame))
        self._frames += 1
        self.last_time = time
        if state is not None:
            self.state = state
        if receipt is not None:
            self.seq += 1
            self._receipts.append(receipt)
        self._trim()

    def tidy(self) -> None:
        """Write the file anew once it holds enough that is no longer needed."""
        if self._frames - len(self._receipts) <= SPARE:
            return
        frames = [Frame(self.last_time, None, None, self.state)]
        frames += [
            Frame(self.last_time, self.oldest + index, receipt, None)
            for index, receipt in enumerate(self._receipts)
        ]
        data = b"".join(frame.encode() for frame in frames)
        self._durably(lambda: replace(self._files, FILE, data))
        self._frames = len(frames)

    def _trim(self) -> None:
        while len(self._receipts) > RING and self.oldest <= self.state.acknowledged:
            self._receipts.popleft()

    def _append(self, frame: bytes) -> None:
        self._files.append(FILE, frame)
        self._files.sync(FILE)

    def _cut(self, size: int) -> None:
        self._files.truncate(FILE, size)
        self._files.sync(FILE)

    def _durably(self, change: Callable[[], Any]) -> None:
        if self._lost:
            raise PowerLost("The flash memory has failed.")
        try:
            change()
        except OSError as error:
            self._lost = True
            raise PowerLost(f"The flash memory failed: {error.strerror}.") from error
