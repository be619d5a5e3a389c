"""Have the newest head cosigned by a witness."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from elaas.ledger.models import Cosignature
from elaas.ledger.queries import tree
from elaas.ledger.queries.tree import Head
from elaas.ledger.queries.witnesses import cosigned_size
from elaas.ledger.witnesses import Ask, Cosigned, NotAnswered, Refused, StandsAt, Witness
from elaas.tlog.add_checkpoint import AddCheckpoint
from elaas.tlog.cosignature import cosigned_at
from elaas.tlog.note import BadNote, note_in

ATTEMPTS = 3  # the second knows where the witness stands; the third if it moved meanwhile
CLOCKS_DIFFER = timedelta(minutes=10)  # at most; a witness further ahead is not believed


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the newest head is not cosigned; `serious`: the witness has seen another log."""

    why: str
    serious: bool = False


def have_witnessed(witness: Witness, *, ask: Ask, now: datetime) -> Problem | None:
    """Ask once for the newest head, unless this witness has cosigned it; None: all is well.

    While the witness is asked no transaction is open. Of two who ask at once both may be answered;
    one cosignature is kept.
    """
    old = cosigned_size(witness.key) or 0
    for _ in range(ATTEMPTS):
        head = tree.head()
        if head is None or cosigned_size(witness.key) == head.size:
            return None
        answer = _asked(witness.url, old, head, ask)
        if isinstance(answer, Problem):
            return answer
        if isinstance(answer, Cosigned):
            return _keep(head, witness, answer.lines, now)
        old = answer.size
    return Problem("it stands somewhere else each time it is asked")


def _asked(url: str, old: int, head: Head, ask: Ask) -> Cosigned | StandsAt | Problem:
    """What it answers for `head`, when it is thought to stand at `old`."""
    if old > head.size:
        return Problem(f"it has seen {old} entries, and the log has {head.size}", serious=True)
    proof = tree.growth_proof(old=old, head=head)
    answer = ask(url, AddCheckpoint(old, tuple(proof), head.note))
    match answer:
        case StandsAt(size) if size == old:
            return Problem(f"it has seen another log of {size} entries", serious=True)
        case Refused(why):
            return Problem(f"it does not find that the log only grew: {why}", serious=True)
        case NotAnswered(why):
            return Problem(why)
    return answer


def _keep(head: Head, witness: Witness, lines: bytes, now: datetime) -> Problem | None:
    try:
        note = note_in(head.note + lines)
        seen_at = datetime.fromtimestamp(cosigned_at(note, witness.key), tz=UTC)
    except (BadNote, OverflowError, ValueError, OSError) as reason:
        return Problem(f"its cosignature does not hold: {reason}")
    if seen_at > now + CLOCKS_DIFFER:
        return Problem(f"its clock is ahead: {seen_at.isoformat()}")
    [signature] = note.by(witness.key)
    _store(
        Cosignature(
            head_id=head.size, witness=str(witness.key), seen_at=seen_at, line=signature.encode()
        )
    )
    return None


@transaction.atomic
def _store(cosignature: Cosignature) -> None:
    Cosignature.objects.bulk_create([cosignature], ignore_conflicts=True)
