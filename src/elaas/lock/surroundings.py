"""What is around a lock's processor: door, motor, battery, a knocking hand - as files in DIR.

The files are the virtual door's, not the lock's memory: `elaas lock fault` and its fellows write
them while the lock runs, and the lock notices the next time it looks.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from elaas.lock import clock

AWAKE = 60  # seconds after a knock
FULL = 100  # per cent
_BOLT, _BATTERY, _KNOCK, _JAM, _CLOCK = "bolt", "battery", "knock", "jam", "clock-"
_POWER_CUT, _PUBLISHED = "power-cut", "published.json"
_WORD = 32  # bytes that a word written in place takes, whatever was there before
_LONGEST = 4096  # bytes of what is published


class Bolt(StrEnum):
    """Where the bolt is, as far as the lock can tell."""

    OPEN = "open"
    LOCKED = "locked"
    UNKNOWN = "unknown"


class Surroundings:
    """One door. Reads and writes raise OSError when the folder cannot be used."""

    def __init__(self, folder: Path, *, always_awake: bool = False) -> None:
        self._folder = folder
        self._always_awake = always_awake

    @property
    def bolt(self) -> Bolt:
        """Where the bolt is; a new door is locked."""
        return Bolt(self._read(_BOLT, Bolt.LOCKED))

    @property
    def battery(self) -> int:
        """What is left in the battery, per cent."""
        return int(self._read(_BATTERY, str(FULL)))

    def move(self, to: Bolt) -> bool:
        """Run the motor until the bolt is there; False: it jammed, and is somewhere between."""
        jammed = self._take(_JAM)
        self.turn_key(Bolt.UNKNOWN if jammed else to)
        return not jammed

    def turn_key(self, to: Bolt) -> None:
        """The ordinary key moves the bolt, whatever lock and battery say."""
        self._set(_BOLT, to)

    def set_battery(self, level: int) -> None:
        """Put in a battery with this much left, per cent."""
        self._write(_BATTERY, str(level))

    def order_jam(self) -> None:
        """Make the next movement of the motor jam."""
        self._write(_JAM, "")

    def order_clock_shift(self, seconds: int) -> None:
        """Make the running clock wrong by so many seconds more."""
        self._write(f"{_CLOCK}{secrets.token_hex(8)}", str(seconds))

    def ordered_clock_shift(self) -> int:
        """Seconds ordered and not yet taken."""
        return sum(int(self._read(order.name, "0")) for order in self._clock_orders())

    def take_clock_shift(self) -> int:
        """Seconds ordered since the last call."""
        total = 0
        for order in self._clock_orders():
            total += int(order.read_text())
            order.unlink()
        return total

    def order_power_cut(self) -> None:
        """Ask whoever runs the lock to take its batteries out for a moment."""
        self._write(_POWER_CUT, "")

    def take_power_cut(self) -> bool:
        """Whether that was asked since the last call."""
        return self._take(_POWER_CUT)

    def knock(self) -> None:
        """Wake the lock for a minute."""
        self._write(_KNOCK, str(clock.wall()))

    @property
    def awake(self) -> bool:
        """Whether somebody has knocked in the last minute, or it never sleeps."""
        return self._always_awake or 0 <= clock.wall() - float(self._read(_KNOCK, "-inf")) < AWAKE

    def publish(self, state: str) -> None:
        """Let `elaas lock show` see what only the running program knows."""
        self._write(_PUBLISHED, state)

    def published(self) -> str | None:
        """What was published last; None: nothing."""
        return self._read(_PUBLISHED, "") or None

    # A lock looks around at every request, on the way to an open door: hence os, and no globbing.

    def _clock_orders(self) -> Iterator[Path]:
        names = os.listdir(self._folder)  # noqa: PTH208  (five times as fast as iterdir)
        return (
            self._folder / name for name in names if name.startswith(_CLOCK) and "." not in name
        )

    def _read(self, name: str, otherwise: str) -> str:
        try:
            with open(f"{self._folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123  (as above)
                return file.read(_LONGEST).decode().rstrip() or otherwise
        except FileNotFoundError:
            return otherwise

    def _set(self, name: str, word: str) -> None:
        """Write a short word over the one before, in one piece and in place."""
        descriptor = os.open(f"{self._folder}/{name}", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(descriptor, word.ljust(_WORD).encode(), 0)
        finally:
            os.close(descriptor)

    def _write(self, name: str, content: str) -> None:
        temporary = self._folder / f"{name}.{secrets.token_hex(4)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
        temporary.replace(self._folder / name)

    def _take(self, name: str) -> bool:
        with contextlib.suppress(FileNotFoundError):
            (self._folder / name).unlink()
            return True
        return False
