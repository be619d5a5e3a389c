"""Whether an opening is explained by the assignment its credential rests on. Plain Python."""

import enum
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from elaas.access.rules import Period
from elaas.protocol.receipt import Outcome, Receipt

# A receipt's time and counters must fit the years and numbers that PostgreSQL can hold.
_LATEST = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())
_LARGEST = 2**63 - 1
_LONGEST_OPERATION = 16
# Seconds. A claim brings the time from the installer's phone; the signed time follows at once.
_RIGHT_AFTER_A_CLAIM = 15 * 60
# What lets somebody in, or gives the lock away. Locking a door does neither.
_NEED_EXPLANATION = {"open", "release"}
_YEAR = 366 * 24 * 3600  # a clock that may be off by more is as good as unknown


class Kind(enum.StrEnum):
    """What no assignment and no honest lock explains."""

    MALFORMED = "receipt_malformed"
    FOREIGN = "receipt_of_unknown_lock"
    FORGED = "receipt_not_signed_by_the_lock"
    NUMBER_TWICE = "receipt_number_used_twice"
    CHAIN_BROKEN = "receipt_chain_broken"
    ALTERED = "receipt_signature_altered"
    UNEXPLAINED = "opening_without_credential"
    OTHER_DOOR = "opening_with_credential_for_another_door"
    OUTSIDE_WINDOW = "opening_outside_window"
    AFTER_REVOCATION = "opening_after_revocation"


class Explanation(NamedTuple):
    """A credential, the assignment it rests on, and when that assignment opens this door now.

    `window` is None when it does not, or when the phone was blocked.
    """

    lock_id: str
    assignment: UUID
    employee: UUID
    issued: Period
    revoked_at: datetime | None
    window: Period | None


def fits(receipt: Receipt) -> bool:
    """Whether the receipt's numbers and words are of a size that can be stored."""
    numbers = (receipt.seq + 1, receipt.uncertainty or 0, receipt.epoch)
    return (
        receipt.time < _LATEST
        and max(numbers) <= _LARGEST
        and len(receipt.operation) <= _LONGEST_OPERATION
        and receipt.operation.isprintable()
    )


def judge(receipt: Receipt, explanation: Explanation | None) -> Kind | None:
    """What is wrong with a stored receipt; None: nothing, or it tells of no opening.

    The lock's clock may be off by its uncertainty; within it, the employee is believed.
    """
    if receipt.outcome != Outcome.DONE or receipt.operation not in _NEED_EXPLANATION:
        return None
    if explanation is None:
        return Kind.UNEXPLAINED
    if explanation.lock_id != receipt.lock_id:
        return Kind.OTHER_DOOR
    at = datetime.fromtimestamp(receipt.time, tz=UTC)
    if explanation.revoked_at is None and at in explanation.issued:
        return None  # as nearly always, whatever the clock's uncertainty
    unsure = _RIGHT_AFTER_A_CLAIM if receipt.uncertainty is None else receipt.uncertainty
    slack = timedelta(seconds=min(unsure, _YEAR))
    return _judge_time(at, slack, explanation)


def _judge_time(at: datetime, slack: timedelta, explanation: Explanation) -> Kind | None:
    if not _near(at, explanation.issued, slack):
        return Kind.OUTSIDE_WINDOW
    revoked_at = explanation.revoked_at
    if revoked_at is None or at - slack < revoked_at:
        return None
    still_due = explanation.window is not None and _near(at, explanation.window, slack)
    return None if still_due else Kind.AFTER_REVOCATION


def _near(at: datetime, period: Period, slack: timedelta) -> bool:
    return period.start - slack <= at < period.end + slack
