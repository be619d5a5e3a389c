"""Recall: what waited for something that has turned up is looked at once more."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from elaas.doors.operations import record as doors
from elaas.intake.operations import sources
from elaas.intake.operations.sources import Memo
from elaas.intake.rules import waiting
from elaas.intake.rules.reading import Facts


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was kept of the resources that waited, by reference, and what they say."""

    memos: Mapping[str, Memo]
    facts: list[Facts]


def recall(references: Collection[str]) -> Recalled:
    """What waits for any of `references`, of which something new is told, and is not among them."""
    memos = sources.waiting_for(references)
    homes = doors.homes_recorded([_identity(one) for one in memos if one.startswith("Location/")])
    found: list[Facts] = []
    for reference, memo in memos.items():
        kind, _, identity = reference.partition("/")
        kept = json.loads(memo.facts or "{}")
        if kind == "Appointment":
            found.append(waiting.visit(identity, memo.version, kept))
        elif kind == "PractitionerRole":
            found.append(waiting.role(identity, kept))
        else:
            found.append(replace(homes[identity], building=kept["building"]))
    return Recalled(memos, found)


def _identity(reference: str) -> str:
    return reference.partition("/")[2]
