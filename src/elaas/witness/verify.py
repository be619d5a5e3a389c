"""`elaas verify`: check a proof that somebody saved, years later and without the server."""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from elaas.tlog.cosignature import COSIGNATURE, cosigned_at
from elaas.tlog.note import BadKey, BadNote, Key, Note, key_told
from elaas.tlog.proof import NotProven
from elaas.tlog.proof_file import BadProof, proof_file_in
from elaas.witness.telling import NoEntry, told

SALT = 32  # bytes, before the entry itself
LARGEST = 4_000_000  # bytes of a file


class NotVerified(Exception):
    """The file proves nothing; the message says why."""


def main(argv: list[str]) -> int:
    """Answers 0 and says what the entry tells, or 1 and why the file proves nothing."""
    arguments = _parser().parse_args(argv)
    try:
        key = key_told(arguments.key)
        witnesses = [key_told(one, kinds=(COSIGNATURE,)) for one in arguments.witness]
        print("\n".join(verified(arguments.file.read_bytes(), log=key, witnesses=witnesses)))
    except (BadKey, BadProof, NotVerified) as reason:
        print(f"elaas verify: this proves nothing. {reason}", file=sys.stderr)
        return 1
    except OSError as reason:
        print(f"elaas verify: {arguments.file} cannot be read: {reason.strerror}.", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="elaas verify",
        description="Check a proof that was saved from a page, without the server. It rests on the"
        " keys: take them from paper, or from whoever runs the witness.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what was saved (.tlog-proof)")
    parser.add_argument("--key", required=True, help="the log's public key")
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="who must have cosigned it"
    )
    return parser


def verified(data: bytes, *, log: Key, witnesses: Sequence[Key]) -> list[str]:
    """What the proof in `data` shows, as lines; raises BadProof and NotVerified."""
    if len(data) > LARGEST:
        message = "The file is too large."
        raise NotVerified(message)
    kept = proof_file_in(data)
    if kept.extra is None or len(kept.extra) <= SALT:
        message = "The entry itself is not in it."
        raise NotVerified(message)
    try:
        checkpoint, note = kept.check(hashlib.sha256(kept.extra).digest(), log=log)
    except NotProven as reason:
        raise NotVerified(
            f"The log of that checkpoint does not hold this entry: {reason}."
        ) from None
    except BadNote as reason:
        raise NotVerified(str(reason)) from None
    seen = [_seen(note, one) for one in witnesses]
    try:
        lines = told(kept.extra[SALT:])
    except NoEntry as reason:
        raise NotVerified(str(reason)) from None
    place = f"number {kept.index} of the {checkpoint.size} in {checkpoint.origin}"
    return [
        f"This entry is {place}, word for word:",
        "",
        *lines,
        "",
        *(seen or [_unwitnessed(note, log)]),
    ]


def _seen(note: Note, witness: Key) -> str:
    try:
        at = datetime.fromtimestamp(cosigned_at(note, witness), tz=UTC)
    except (BadNote, OverflowError, OSError, ValueError) as reason:
        raise NotVerified(str(reason)) from None
    return f"{witness.name} saw it there on {at:%F} at {at:%T} UTC, in a log that had only grown."


def _unwitnessed(note: Note, log: Key) -> str:
    others = sorted({one.name for one in note.signatures if one.name != log.name})
    if not others:
        return "Nobody but the log itself says when it was there: no witness has cosigned it."
    return (
        f"Not checked: the cosignature of {', '.join(others)}. Say --witness KEY to check when it"
        " was there; without one this rests on the word of whoever runs the log."
    )
