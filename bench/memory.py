"""The most memory that this process has held since it was last asked to forget (proc(5))."""

from pathlib import Path

_SELF = Path("/proc/self")


def forget() -> None:
    """Count anew from what is held now: what filled the database is not what is measured."""
    (_SELF / "clear_refs").write_text("5")


def peak() -> float:
    """The most since then, in MB."""
    lines = (_SELF / "status").read_text().splitlines()
    (line,) = [one for one in lines if one.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
