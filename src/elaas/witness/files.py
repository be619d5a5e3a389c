"""Files that a power cut leaves whole, readable by their owner alone."""

import os
from pathlib import Path

PRIVATE = 0o600
FOLDER = 0o700


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not be there yet. Raises OSError."""
    _write(path, content, os.O_EXCL)
    _sync(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Make `path` hold `content`: afterwards for ever, until then what it held. Raises OSError."""
    draft = path.with_name(f".{path.name}.new")
    _write(draft, content, os.O_TRUNC)
    draft.replace(path)
    _sync(path.parent)


def _write(path: Path, content: bytes, flag: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | flag, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
