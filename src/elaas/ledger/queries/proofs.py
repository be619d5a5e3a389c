"""A proof to take away: an entry, its place in the log, and the checkpoint that covers it."""

from collections.abc import Collection

from elaas.ledger.models import Entry
from elaas.ledger.queries import tree
from elaas.ledger.queries.witnesses import witnessed
from elaas.ledger.witnesses import Witness
from elaas.tlog.proof_file import ProofFile


def proof_of(entry: int, *, witnesses: Collection[Witness] = ()) -> ProofFile | None:
    """What `elaas verify` checks without us; None until the entry is published, or once erased.

    Its extra data is the salt and the canonical bytes, whose SHA-256 is the leaf. The checkpoint is
    the largest that one of `witnesses` has cosigned, if it covers the entry, else the newest.
    """
    row = Entry.objects.filter(id=entry).first()
    seq = tree.places([entry]).get(entry)
    if row is None or seq is None:
        return None
    seen = witnessed(witnesses)
    head = seen.head if seen and seen.head.size > seq else tree.head()
    if head is None or head.size <= seq:
        return None
    proof = tree.proofs([seq], head)[seq]
    return ProofFile(seq, tuple(proof), tree.cosigned(head), bytes(row.salt) + bytes(row.body))
