"""The lock's clock: the only place in the lock that reads one.

It drifts by some parts per million, knows how wrong it may be, and is lost at every power cut.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

GROWTH = 20e-6  # of uncertainty: 20 ppm, 1.7 s a day


def ticks() -> float:
    """Seconds since some moment, the same for every program on the machine."""
    return time.monotonic()


def wall() -> float:
    """Unix seconds by the machine's clock. The lock's surroundings know it, the lock does not."""
    return time.time()


class Reading(NamedTuple):
    """Unix seconds, and by how many they may be wrong (None: nobody knows)."""

    time: int
    uncertainty: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The clock showed `time` and may have been `uncertainty` seconds wrong at `at` ticks."""

    time: float
    at: float
    uncertainty: float | None
    uncertain_since: float


class Clock:
    """Unknown until it is set. `ticks` counts seconds, `drift` is its error in ppm.

    `changed` is called with the new setting whenever there is one.
    """

    def __init__(
        self,
        *,
        ticks: Callable[[], float] = ticks,
        drift: float = 0,
        changed: Callable[[Setting], Any] = lambda _setting: None,
        setting: Setting | None = None,
    ) -> None:
        self.ticks = ticks
        self._rate = 1 + drift * 1e-6
        self._changed = changed
        self._setting = setting

    def now(self) -> Reading | None:
        """What the clock shows; None: unknown."""
        setting = self._setting
        if setting is None:
            return None
        uncertainty = setting.uncertainty
        if uncertainty is not None:
            uncertainty += (self.ticks() - setting.uncertain_since) * GROWTH
        return Reading(
            math.floor(self._shows(setting)),
            None if uncertainty is None else math.ceil(uncertainty),
        )

    def set(self, time: float, *, uncertainty: float | None) -> None:
        """Set the clock, forward or back; `uncertainty` in seconds, None: nobody knows."""
        at = self.ticks()
        self._put(Setting(time=time, at=at, uncertainty=uncertainty, uncertain_since=at))

    def forward(self, time: float) -> None:
        """Move the clock to `time` if it is known and behind."""
        reading = self.now()
        if reading is not None and time > reading.time:
            self.shift(time - reading.time)

    def shift(self, seconds: float) -> None:
        """Move a known clock by `seconds`, never below zero; it does not know that it was moved."""
        setting = self._setting
        if setting is not None and seconds:
            self._put(
                Setting(
                    time=max(0, self._shows(setting) + seconds),
                    at=self.ticks(),
                    uncertainty=setting.uncertainty,
                    uncertain_since=setting.uncertain_since,
                )
            )

    def _shows(self, setting: Setting) -> float:
        return setting.time + (self.ticks() - setting.at) * self._rate

    def _put(self, setting: Setting) -> None:
        self._setting = setting
        self._changed(setting)
