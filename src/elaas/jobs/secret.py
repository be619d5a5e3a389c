"""Django's secret key: random, in a file of mode 0600 under ELAAS_DATA/keys."""

import os
import secrets
from pathlib import Path


def read(data: Path) -> str | None:
    """The key in the data folder `data`; None when none was made yet."""
    file = _file(data)
    return file.read_text().strip() if file.exists() else None


def ensure(data: Path) -> None:
    """Make the key unless there is one; of two processes at once, one makes it."""
    file = _file(data)
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as key:
        key.write(new())
    try:
        file.hardlink_to(unfinished)  # whole or not at all, and never over another
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def new() -> str:
    """A fresh random key."""
    return secrets.token_urlsafe(50)


def _file(data: Path) -> Path:
    return data / "keys" / "django-secret-key"
