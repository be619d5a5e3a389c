"""A log on the web, as C2SP tlog-tiles has it."""

import time
from types import TracebackType
from typing import Self

import httpx

from elaas.tlog.tiles import WIDTH, Tile
from elaas.tlog.tree import HASH

SECONDS = 20  # without a sign of life
ALTOGETHER = 120  # seconds for one answer
LARGEST_NOTE = 1_000_000  # bytes
LARGEST_BUNDLE = WIDTH * (2 + 65_535)  # bytes: as many entries as there are, as long as they can be
TRIES = 3
PAUSE = 1.0  # seconds before it is tried again


class CannotCheck(Exception):
    """The log could not be read, so nothing is known; the message says why."""


class Site:
    """The log at `url`, the address to which /checkpoint and so on are added."""

    def __init__(self, url: str) -> None:
        """Raises CannotCheck when `url` is no web address."""
        try:
            self._base = httpx.URL(url.rstrip("/"))
        except httpx.InvalidURL as reason:
            raise CannotCheck(f"«{url}» is no web address: {reason}.") from None
        if self._base.scheme not in {"http", "https"} or not self._base.host or self._base.query:
            raise CannotCheck(f"«{url}» is not the address of a log.")
        self._client = httpx.Client(headers={"User-Agent": "eLaas"}, timeout=SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def checkpoint(self) -> bytes:
        """The newest. Raises CannotCheck."""
        found = self._get("checkpoint", LARGEST_NOTE)
        if found is None:
            raise CannotCheck(f"{self._base} has published no checkpoint.")
        return found

    def tile(self, tile: Tile) -> bytes:
        """What is in it; of a whole one that has taken its place, as much as it had.

        Raises CannotCheck. Nothing is checked.
        """
        largest = LARGEST_BUNDLE if tile.level is None else WIDTH * HASH
        found = self._get(f"tile/{tile.name}", largest)
        if found is None and tile.width < WIDTH:
            whole = self._get(f"tile/{Tile(tile.level, tile.index).name}", largest)
            found = None if whole is None else _beginning(tile, whole)
        if found is None:
            raise CannotCheck(f"{self._base} does not give {tile.name}, which it must have.")
        return found

    def _get(self, name: str, largest: int) -> bytes | None:
        """What is at that address; None: nothing (404)."""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE)
            try:
                with self._client.stream("GET", f"{self._base}/{name}") as answer:
                    if answer.status_code == httpx.codes.NOT_FOUND:
                        return None
                    if answer.status_code == httpx.codes.OK:
                        return _body(answer, name, largest)
                    why = f"it answers {answer.status_code} to {name}"
            except httpx.HTTPError as reason:
                why = str(reason).strip() or type(reason).__name__
        raise CannotCheck(f"{self._base} cannot be read: {why}.")


def _body(answer: httpx.Response, name: str, largest: int) -> bytes:
    end = time.monotonic() + ALTOGETHER
    body = bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > largest or time.monotonic() > end:
            raise CannotCheck(f"What the log gives as {name} has no end.")
    return bytes(body)


def _beginning(tile: Tile, whole: bytes) -> bytes:
    if tile.level is not None:
        return whole[: tile.width * HASH]
    at = 0
    for _ in range(tile.width):
        at += 2 + int.from_bytes(whole[at : at + 2], "big")
    return whole[:at]
