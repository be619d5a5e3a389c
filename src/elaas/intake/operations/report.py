"""What an import did."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from elaas.intake.rules.envelopes import TYPES, Rejected

# In the order in which they are told.
OUTCOMES = ("created", "changed", "unchanged", "withdrawn", "no_access", "rejected", "older")


def _no_counts() -> dict[str, Counter[str]]:
    return {kind: Counter() for kind in TYPES}


@dataclass(frozen=True, slots=True)
class Report:
    """For each type how many resources met which outcome, and the rejected ones with their reasons.

    `withdrawn`: visits that gave access and do so no more; `no_access`: visits that never did.
    `older`: superseded or repeated versions. A resource that was used in part counts as what became
    of it, and is among `rejected` with the part that was left out.
    """

    outcomes: dict[str, Counter[str]] = field(default_factory=_no_counts)
    totals: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)

    def count(self, kind: str, outcome: str, number: int = 1) -> None:
        """Note that `number` resources of type `kind` met `outcome`."""
        self.outcomes[kind][outcome] += number

    def reject(self, rejected: Iterable[Rejected]) -> None:
        """Note what could not be used, or not wholly."""
        self.rejected.extend(rejected)

    def counts(self) -> dict[str, dict[str, int] | int]:
        """By type its outcomes; how many resources were ignored; how many credentials revoked."""
        by_type: dict[str, dict[str, int] | int] = {
            kind: {name: met[name] for name in OUTCOMES if met[name]}
            for kind, met in self.outcomes.items()
        }
        return {
            **by_type,
            "ignored": self.totals["ignored"],
            "credentials_revoked": self.totals["credentials_revoked"],
        }

    def as_json(self) -> dict[str, object]:
        """The report as the file and the API give it."""
        return {
            "counts": self.counts(),
            "rejected": [
                {"resource": one.reference, "reason": one.reason} for one in self.rejected
            ],
        }
