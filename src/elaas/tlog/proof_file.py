"""A proof that somebody keeps (C2SP tlog-proof): an entry is in the log, checked without it."""

from dataclasses import dataclass

from elaas.tlog.checkpoint import Checkpoint, verified
from elaas.tlog.lines import base64_of, bytes_of, number_of
from elaas.tlog.note import Key, Note
from elaas.tlog.proof import check_inclusion
from elaas.tlog.tree import HASH, leaf_hash

SUFFIX = ".tlog-proof"
_FIRST = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "
_MOST = 63  # hashes: no tree needs more


class BadProof(ValueError):
    """That is no such file."""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """That the log of the checkpoint in `note` has an entry at `index`.

    `extra` means what who wrote it says; nothing protects it.
    """

    index: int
    proof: tuple[bytes, ...]
    note: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """As it is kept."""
        extra = () if self.extra is None else (f"{_EXTRA}{base64_of(self.extra)}",)
        hashes = map(base64_of, self.proof)
        lines = (_FIRST, *extra, f"{_INDEX}{self.index}", *hashes, "", "")
        return "\n".join(lines).encode() + self.note

    def check(self, entry: bytes, *, log: Key) -> tuple[Checkpoint, Note]:
        """The checkpoint, if `log` has signed it and its tree has `entry` there.

        Raises BadNote and NotProven. No cosignature is looked at.
        """
        checkpoint, note = verified(self.note, log=log)
        check_inclusion(
            self.proof,
            leaf=leaf_hash(entry),
            index=self.index,
            size=checkpoint.size,
            root=checkpoint.root,
        )
        return checkpoint, note


def proof_file_in(data: bytes) -> ProofFile:
    """The proof in `data`; raises BadProof. Nothing is verified yet."""
    head, separator, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BadProof("The lines before the checkpoint are not ASCII.") from error
    if not separator or lines.pop(0) != _FIRST:
        raise BadProof(f"That is no proof: the first line must be «{_FIRST}».")
    extra = _extra(lines.pop(0)) if lines and lines[0].startswith(_EXTRA) else None
    told = lines.pop(0) if lines else ""
    index = number_of(told.removeprefix(_INDEX)) if told.startswith(_INDEX) else None
    if index is None:
        raise BadProof("The proof does not say which entry it is about.")
    proof = tuple(map(bytes_of, lines))
    if len(proof) > _MOST or any(len(one) != HASH for one in proof):
        raise BadProof(f"The proof must be at most {_MOST} hashes in base64.")
    return ProofFile(index, proof, note, extra)


def _extra(line: str) -> bytes:
    told = line.removeprefix(_EXTRA)
    extra = bytes_of(told)
    if told and not extra:
        raise BadProof("The extra data is no base64.")
    return extra
