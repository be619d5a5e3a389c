"""The lines of a recipient's pages, by what they are called when somebody asks about one."""

from typing import TypeAlias
from uuid import UUID

from elaas.access.queries.pages.accesses import CALLED as ACCESS
from elaas.access.queries.pages.accesses import Access, access_called
from elaas.access.queries.pages.at_the_door import ANOTHER, use_called
from elaas.access.queries.pages.ladders import CALLED as SHUT_OUT
from elaas.access.queries.pages.ladders import Ladder, ladder_called
from elaas.access.queries.pages.uses import Use
from elaas.ledger.queries.evidence import told_at
from elaas.people.queries.looks import Looked, look_at

Line: TypeAlias = Use | Ladder | Access | Looked
LAST = 2**63 - 1  # of the numbers that a line can have


def line_called(recipient: UUID, name: str) -> Line | None:
    """What the recipient's pages call that; None: nothing of theirs."""
    if name.startswith(SHUT_OUT):
        return ladder_called(recipient, name)
    if name.startswith(ACCESS):
        return access_called(recipient, name)
    return use_called(recipient, name) or look_at(recipient, name)


def line_numbered(recipient: UUID, number: int) -> str | None:
    """What the line with that number in the log is called; None: none of theirs has it."""
    told = told_at(number) if 0 <= number <= LAST else None
    match told:
        case {"kind": "receipt", "lock": lock, "seq": seq}:
            names = [f"{lock}.{seq}", f"{ANOTHER}{lock}.{seq}"]
        case {"kind": "refused_by_phone", "attempt": name} | {"kind": "looked", "look": name}:
            names = [name]
        case {"kind": "credential_issued", "assignment": {"id": visit}}:
            names = [f"{ACCESS}{visit}"]
        case {"kind": "could_not_get_in", "ladder": ladder}:
            names = [f"{SHUT_OUT}{ladder}"]
        case _:
            names = []
    return next((name for name in names if line_called(recipient, name)), None)
