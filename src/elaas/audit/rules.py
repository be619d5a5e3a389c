"""What an audit can find, and how it is said. Plain Python."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written, or not explained.

    `where` names the entry by its place in the log, or the row by its key; no name, no address.
    """

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def entry(seq: int | None) -> str:
    """How an entry is named; one that has no place yet is not in the log."""
    return "an entry that has no place yet" if seq is None else f"entry {seq}"
