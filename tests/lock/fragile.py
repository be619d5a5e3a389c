"""Flash memory whose power fails at a chosen moment, and what may be left on it then."""

from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count


class Left(Enum):
    """What the cut leaves of everything that was not synced."""

    NOTHING = auto()
    NAMES_ONLY = auto()
    HALF = auto()
    GARBAGE = auto()
    EVERYTHING = auto()


@dataclass
class FragileFiles:
    """Files in memory, by name and content apart, as a file system keeps them.

    The operation after `steps` others is done by half and raises OSError, as do all after it.
    """

    steps: int = 1 << 30
    names: dict[str, int] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)
    safe_names: dict[str, int] = field(default_factory=dict)
    safe_contents: dict[int, bytes] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    @classmethod
    def holding(cls, files: dict[str, bytes], *, steps: int = 1 << 30) -> "FragileFiles":
        """These files, all of them durable."""
        made = cls()
        for name, data in files.items():
            made.write(name, data)
            made.sync(name)
        made.sync_folder()
        made.steps = steps
        return made

    def read(self, name: str) -> bytes:
        """All bytes of a file; empty if there is none."""
        return self.contents[self.names[name]] if name in self.names else b""

    def append(self, name: str, data: bytes) -> None:
        """Add `data`, or the first half of it."""
        self._put(name, self.read(name) + data[: self._half(data)])
        self._step()

    def write(self, name: str, data: bytes) -> None:
        """Make a file hold `data`, or the first half of it."""
        self._put(name, data[: self._half(data)])
        self._step()

    def truncate(self, name: str, size: int) -> None:
        """Cut a file down."""
        self._put(name, self.read(name)[:size])
        self._step()

    def sync(self, name: str) -> None:
        """Make the contents durable, unless the power fails first."""
        self._step()
        self.safe_contents[self.names[name]] = self.read(name)

    def rename(self, old: str, new: str) -> None:
        """Put a file in another's place."""
        self.names[new] = self.names.pop(old)
        self._step()

    def sync_folder(self) -> None:
        """Make the names durable, unless the power fails first."""
        self._step()
        self.safe_names = dict(self.names)

    def after_the_cut(self, left: Left) -> "FragileFiles":
        """The memory as the next start finds it."""
        names = self.safe_names if left is Left.NOTHING else self.names
        return FragileFiles.holding(
            {name: self._remains(number, left) for name, number in names.items()}
        )

    def _remains(self, number: int, left: Left) -> bytes:
        safe, seen = self.safe_contents.get(number, b""), self.contents[number]
        if left is Left.EVERYTHING:
            return seen
        if left in {Left.NOTHING, Left.NAMES_ONLY} or len(seen) <= len(safe):
            return safe
        more = (len(seen) - len(safe) + 1) // 2
        rest = b"\xaa" * (len(seen) - len(safe) - more) if left is Left.GARBAGE else b""
        return seen[: len(safe) + more] + rest

    def _put(self, name: str, data: bytes) -> None:
        if self.steps < 0:
            raise OSError("no power")
        number = self.names.setdefault(name, next(self._numbers))
        self.contents[number] = data

    def _half(self, data: bytes) -> int:
        return len(data) if self.steps > 0 else len(data) // 2

    def _step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise OSError("the power is gone")
