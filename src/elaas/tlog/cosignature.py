"""Cosignatures (C2SP tlog-cosignature, version 1): a witness has seen that a log only grew."""

from typing import Final

from elaas.tlog.note import BadNote, Key, Note, Signature, Signer

COSIGNATURE: Final = 4  # the type of a key that cosigns
_TIME = 8  # bytes, before the signature
_ED25519 = 64  # bytes


def cosign(note: Note, witness: Signer, *, time: int) -> Signature:
    """The line by which `witness` (of type COSIGNATURE) vouches for it at `time`, Unix seconds."""
    told = witness.sign(_message(note.text, time))
    return Signature(witness.name, witness.key.id, time.to_bytes(_TIME, "big") + told)


def cosigned_at(note: Note, witness: Key) -> int:
    """When `witness` vouched for the checkpoint, Unix seconds; raises BadNote."""
    found = note.by(witness)
    if len(found) != 1 or len(found[0].body) != _TIME + _ED25519:
        raise BadNote(f"The checkpoint is not cosigned by {witness.name}.")
    body = found[0].body
    time = int.from_bytes(body[:_TIME], "big")
    witness.check(body[_TIME:], _message(note.text, time))
    return time


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
