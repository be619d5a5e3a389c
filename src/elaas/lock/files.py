"""The lock's flash memory as a few operations, so that a test can cut the power at each."""

import os
from pathlib import Path
from typing import Protocol


class Files(Protocol):
    """Files in one folder. Any operation may raise OSError, and then may be half done.

    What was written is durable only after `sync`; a rename only after `sync_folder`.
    """

    def read(self, name: str) -> bytes:
        """All bytes of a file; empty if there is none."""

    def append(self, name: str, data: bytes) -> None:
        """Add `data` to the end of a file, which is made if needed."""

    def write(self, name: str, data: bytes) -> None:
        """Make a file hold exactly `data`. Not atomic: meant for a name that nobody reads yet."""

    def truncate(self, name: str, size: int) -> None:
        """Cut a file down to `size` bytes."""

    def sync(self, name: str) -> None:
        """Return when the file's contents will survive a power cut."""

    def rename(self, old: str, new: str) -> None:
        """Put a file in another's place at once."""

    def sync_folder(self) -> None:
        """Return when new and changed names will survive a power cut."""


class Folder:
    """Files in a real folder, readable by their owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str) -> bytes:
        """All bytes of a file; empty if there is none."""
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            return b""

    def append(self, name: str, data: bytes) -> None:
        """Add `data` to the end of a file, which is made if needed."""
        self._put(name, data, os.O_APPEND)

    def write(self, name: str, data: bytes) -> None:
        """Make a file hold exactly `data`."""
        self._put(name, data, os.O_TRUNC)

    def truncate(self, name: str, size: int) -> None:
        """Cut a file down to `size` bytes."""
        os.truncate(self._path / name, size)

    def sync(self, name: str) -> None:
        """Return when the file's contents will survive a power cut."""
        self._sync(self._path / name)

    def rename(self, old: str, new: str) -> None:
        """Put a file in another's place at once."""
        (self._path / old).replace(self._path / new)

    def sync_folder(self) -> None:
        """Return when new and changed names will survive a power cut."""
        self._sync(self._path)

    def _put(self, name: str, data: bytes, flag: int) -> None:
        descriptor = os.open(self._path / name, os.O_WRONLY | os.O_CREAT | flag, 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]

    @staticmethod
    def _sync(path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def replace(files: Files, name: str, data: bytes) -> None:
    """Make `name` hold `data` so that a power cut leaves either the old or the new, whole."""
    temporary = f"{name}.new"
    files.write(temporary, data)
    files.sync(temporary)
    files.rename(temporary, name)
    files.sync_folder()
