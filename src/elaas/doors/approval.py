"""Whether a key box is strong enough to keep somebody's key. Facts in, answers out.

Insurers in Norway ask for approval by FG where keys are kept (fgsikring.no); a municipality may
name other classes, such as those of SSF or EN 14450, and which of them is enough.
"""

from collections.abc import Sequence
from enum import StrEnum


class Approval(StrEnum):
    """What is known of a key box."""

    ENOUGH = "enough"
    UNKNOWN = "unknown"  # no class is recorded, or one that the municipality does not know
    BELOW = "below"


def approval(recorded: str, *, classes: Sequence[str], enough: str) -> Approval:
    """How the `recorded` class stands. `classes`: from the weakest to the strongest."""
    if recorded not in classes:
        return Approval.UNKNOWN
    strong = classes.index(recorded) >= classes.index(enough)
    return Approval.ENOUGH if strong else Approval.BELOW
