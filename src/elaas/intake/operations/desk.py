"""What all parts of one import share: its report, and whose access is to be reconsidered."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar
from uuid import UUID

from elaas.access.operations.record import with_live_credentials
from elaas.access.operations.revoke import assignments_of, reconsider
from elaas.intake.operations import sources
from elaas.intake.operations.report import Report
from elaas.intake.operations.sources import Memo
from elaas.intake.rules.envelopes import Rejected

# How many resources are recorded by one set of statements.
CHUNK = 5000

Item = TypeVar("Item")
Advance: TypeAlias = Callable[[int], None]


class Done(Protocol):
    """What a record operation answers, at least: the source ids it created and changed."""

    @property
    def created(self) -> Iterable[str]:
        """Rows that were not there before."""

    @property
    def changed(self) -> Iterable[str]:
        """Rows that are other than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One import at work.

    `memos`: what to remember of each resource about to be recorded, by reference. `advance` is told
    how many more are done. The sets collect our ids of what live credentials may wrongly rest on.
    """

    memos: Mapping[str, Memo]
    report: Report
    now: datetime
    advance: Advance
    employees: set[UUID] = field(default_factory=set)
    recipients: set[UUID] = field(default_factory=set)
    homes: set[UUID] = field(default_factory=set)
    assignments: set[UUID] = field(default_factory=set)

    def used(
        self, kind: str, ids: Sequence[str], done: Done, partly: Collection[Rejected] = ()
    ) -> None:
        """These have been recorded; `partly`: those of them that were not used wholly."""
        created, changed = len(set(done.created)), len(set(done.changed))
        self.report.count(kind, "created", created)
        self.report.count(kind, "changed", changed)
        self.report.count(kind, "unchanged", len(ids) - created - changed)
        self.report.reject(partly)
        self.remember([f"{kind}/{one}" for one in ids], partly)

    def rejected(self, kind: str, rejected: Sequence[Rejected]) -> None:
        """These could not be used at all."""
        self.report.count(kind, "rejected", len(rejected))
        self.report.reject(rejected)
        self.remember([one.reference for one in rejected], rejected)

    def lost(self, rejected: Iterable[Rejected]) -> None:
        """What was used until now, and is no longer, though nothing new was told of it itself."""
        untold = [one for one in rejected if one.reference not in self.memos]
        self.report.reject(untold)
        sources.reject(untold)

    def remember(self, references: Sequence[str], rejected: Iterable[Rejected] = ()) -> None:
        """Note the versions of these, and why some were `rejected`."""
        why = {one.reference: one for one in rejected}
        sources.remember(sources.Note(one, self.memos[one], why.get(one)) for one in references)
        self.advance(len(references))

    def reconsider(self) -> int:
        """Revoke the credentials that rest on what is no longer so; answers how many."""
        resting = assignments_of(
            employees=self.employees,
            recipients=self.recipients,
            homes=self.homes,
            now=self.now,
        )
        touched = with_live_credentials(self.assignments, now=self.now)
        return reconsider(assignments=resting | touched, now=self.now)


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """`items`, at most CHUNK at a time."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def identity(rejected: Rejected) -> str:
    """The id in a reference Type/ID."""
    return rejected.reference.partition("/")[2]


def known(kind: str, ours: Mapping[str, UUID]) -> dict[str, UUID]:
    """Those of `ours` (by source id) whose newest resource of type `kind` could be used."""
    unusable = sources.unusable(kind, list(ours))
    return {source_id: our_id for source_id, our_id in ours.items() if source_id not in unusable}
