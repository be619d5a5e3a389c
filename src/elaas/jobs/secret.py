"""Django's secret key: random, in a file of mode 0600 under ELAAS_DATA/keys."""

import secrets
from pathlib import Path

from elaas.database.secret import write_once


def read(data: Path) -> str | None:
    """The key in the data folder `data`; None when none was made yet."""
    file = _file(data)
    return file.read_text().strip() if file.exists() else None


def ensure(data: Path) -> None:
    """Make the key unless there is one; of two processes at once, one makes it. Raises OSError."""
    if not _file(data).exists():
        write_once(_file(data), new().encode())


def new() -> str:
    """A fresh random key."""
    return secrets.token_urlsafe(50)


def _file(data: Path) -> Path:
    return data / "keys" / "django-secret-key"
