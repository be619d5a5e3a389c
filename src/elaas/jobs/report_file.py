"""A report that is written whole or not at all, and known to be writable before the work begins."""

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from elaas.jobs.stop import Stop


class ReportFile:
    """Where a report will go; None: nowhere.

    Entering makes a file beside `path` that takes its place at `write`; a device or a pipe is
    written to as it is. Raises Stop.
    """

    def __init__(self, path: Path | None) -> None:
        """Writes nothing yet."""
        # Through links: the file they lead to is replaced, not the link.
        self._path = path.resolve() if path is not None and _replaceable(path) else path
        self._beside: Path | None = None

    def __enter__(self) -> Self:
        if self._path is not None and _replaceable(self._path):
            self._beside = _make_beside(self._path)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)

    def write(self, report: object) -> None:
        """Put `report` in place as JSON."""
        if self._path is None:
            return
        text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
        try:
            (self._beside or self._path).write_text(text, encoding="utf-8")
            if self._beside is not None:
                self._beside.replace(self._path)
        except OSError as reason:
            message = f"The work is done, but {self._path} cannot be written: {reason.strerror}."
            raise Stop(message) from None


def _replaceable(path: Path) -> bool:
    return path.is_file() or path.is_dir() or not path.exists()


def _make_beside(path: Path) -> Path:
    if path.is_dir():
        raise Stop(f"{path} cannot be written: it is a folder.")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.touch()
    except OSError as reason:
        raise Stop(f"{path} cannot be written: {reason.strerror}.") from None
    return beside
