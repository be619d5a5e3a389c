"""The log of one recipient for a period, as it is put on paper: the lines of their own page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from elaas.access.queries.pages.accesses import Access, accesses, unused
from elaas.access.queries.pages.at_the_door import ANOTHER, spans_of, uses_in
from elaas.access.queries.pages.coordinator import case
from elaas.access.queries.pages.ladders import Ladder, ladders_in
from elaas.access.queries.pages.lines import Line
from elaas.access.queries.pages.places import Address
from elaas.access.queries.pages.uses import Person, Use
from elaas.access.rules import Period
from elaas.clients.queries import Look, systems_that_looked
from elaas.ledger.queries import tree
from elaas.ledger.queries.evidence import numbers
from elaas.ledger.queries.tree import Head
from elaas.ledger.queries.witnesses import Check, last_checks
from elaas.ledger.witnesses import Witness
from elaas.people.queries.looks import Looked, Looker, Work, looks_in


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLog:
    """What the recipient's page tells of a period; each part the newest first.

    `now`: who has access when it is made. `address`: None where none is known, or it is protected.
    `numbers`: where lines stand in the log, by what entries call themselves; one that is
    missing is not published yet. `head` None: nothing is.
    """

    recipient: Person
    language: str
    protected: bool
    address: Address | None
    period: Period
    uses: Sequence[Use]
    shut_out: Sequence[Ladder]
    unused: Sequence[Access]
    now: Sequence[Access]
    looks: Sequence[Looked]
    systems: Sequence[Look]
    at_work: Work
    numbers: Mapping[str, int]
    head: Head | None
    checks: Sequence[Check]

    def numbers_of(self, line: Line) -> list[int]:
        """Where the line stands in the log, once it does."""
        return [self.numbers[name] for name in _entries(line) if name in self.numbers]

    def worker(self, who: Person, at: datetime) -> Looker:
        """Who that was then, with the work they did."""
        return self.at_work.at(who.id, at)


def paper_log(
    recipient_id: UUID, *, period: Period, witnesses: Collection[Witness], now: datetime
) -> PaperLog | None:
    """The log of that period. None: no such recipient. Whose a line is: at_the_door.py."""
    known = case(recipient_id)
    if known is None:
        return None
    given = accesses(recipient_id, since=period.start, until=period.end)
    uses = uses_in(recipient_id, spans_of(recipient_id), period=period)
    shut_out, over = ladders_in(recipient_id, period=period), unused(given, now=now)
    has = [
        one
        for one in accesses(recipient_id, since=now)
        if one.revoked_at is None and now in one.window
    ]
    looks = looks_in(recipient_id, since=period.start, until=period.end)
    head = tree.head()
    lines: list[Line] = [*uses, *shut_out, *over, *has, *looks]
    return PaperLog(
        recipient=known.recipient,
        language=known.language,
        protected=known.protected,
        address=known.address,
        period=period,
        uses=uses,
        shut_out=shut_out,
        unused=over,
        now=has,
        looks=looks,
        systems=systems_that_looked(recipient_id),
        at_work=Work(_employees(uses, [*shut_out, *over, *has])),
        numbers=numbers(_when(lines), head=head) if head else {},
        head=head,
        checks=last_checks(witnesses),
    )


def _employees(uses: Collection[Use], others: Collection[Ladder | Access]) -> set[UUID]:
    named = {one.employee.id for one in uses if one.employee}
    return named | {one.employee.id for one in others}


def _when(lines: Collection[Line]) -> Mapping[str, Collection[datetime]]:
    """When the entries of these lines were made, by their kind."""
    found: dict[str, set[datetime]] = defaultdict(set)
    for line in lines:
        match line:
            case Use():
                kind = "refused_by_phone" if line.outcome is None else "receipt"
                found[kind].add(line.entry_at)
            case Ladder():
                found["could_not_get_in"] |= {step.told_at for step in line.steps}
            case Access():
                found["credential_issued"] |= set(line.issued.values())
            case Looked():
                found["looked"].add(line.at)
    return found


def _entries(line: Line) -> list[str]:
    """What the entries call themselves that the line tells of."""
    match line:
        case Use():
            return [line.id.removeprefix(ANOTHER)]
        case Ladder():
            return [step.id.hex for step in line.steps]
        case Access():
            return list(line.issued)
        case Looked():
            return [line.id.hex]
