"""`elaas audit --url`: follow a log from outside, and find out whether it did anything but grow.

`elaas audit --database`, for whoever runs the log, is another program (jobs/audit_database.py); the
file that `--state` keeps here can be held against the database there.
"""

import argparse
import importlib
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from elaas.tlog.checkpoint import Checkpoint, verified
from elaas.tlog.cosignature import COSIGNATURE, cosigned_at
from elaas.tlog.note import BadKey, BadNote, Key, Note, key_told
from elaas.tlog.tree import EMPTY
from elaas.witness.fetch import CannotCheck, Site
from elaas.witness.files import replace
from elaas.witness.follow import Fault, check_growth

_INSIDE = "elaas.jobs.audit_database"  # loads Django
CANNOT = 2  # the exit code when nothing is known
WAIT = 30  # seconds for the witnesses to cosign the newest checkpoint
PAUSE = 2  # seconds between two looks


def main(argv: list[str]) -> int:
    """Answers 0 when all is well, 1 with the fault, 2 when it could not be checked."""
    if "--database" in argv:
        inside: int = importlib.import_module(_INSIDE).main(argv)
        return inside
    arguments = _parser().parse_args(argv)
    try:
        with Site(arguments.url) as site:
            print(_audit(site, arguments))
    except Fault as fault:
        print(f"elaas audit: {fault}.", file=sys.stderr)
        return 1
    except (CannotCheck, BadKey) as reason:
        print(f"elaas audit: nothing was checked. {reason}", file=sys.stderr)
        return CANNOT
    except OSError as reason:
        print(f"elaas audit: {reason.filename} cannot be used: {reason.strerror}.", file=sys.stderr)
        return CANNOT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="elaas audit",
        description="Follow a log from outside: what is new is computed again from the entries."
        " Where the database is: `elaas audit --database --help`.",
        epilog="Exit code 0: it only grew; 1: it did not; 2: it could not be checked.",
    )
    parser.add_argument("--url", required=True, help="the log's address, as https://HOST/log")
    parser.add_argument("--key", help="the log's public key; needed the first time")
    parser.add_argument("--state", type=Path, metavar="FILE", help="what was seen the last time")
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="who must have cosigned it"
    )
    parser.add_argument(
        "--wait", type=int, default=WAIT, help="seconds to wait for witnesses (%(default)s)"
    )
    return parser


class _Seen(NamedTuple):
    """What was found right the last time: the file holds the checkpoint, one beside it the key."""

    key: Key
    note: bytes
    checkpoint: Checkpoint


def _audit(site: Site, arguments: argparse.Namespace) -> str:
    key = _key(arguments.key, arguments.state)
    seen = _read(arguments.state, key)
    witnesses = [key_told(told, kinds=(COSIGNATURE,)) for told in arguments.witness]
    note, told = _newest(site, key, witnesses, arguments.wait)
    new, _ = _of_the_log(told, key)
    old = seen.checkpoint if seen else Checkpoint(key.name, 0, EMPTY)
    try:
        times = [(one.name, _cosigned(note, one)) for one in witnesses]
        check_growth(site.tile, old=old, new=new)
    except Fault:
        if seen and arguments.state:
            replace(Path(f"{arguments.state}.fault"), seen.note + b"\n" + told)
        raise
    if arguments.state:
        replace(_key_file(arguments.state), f"{key}\n".encode())
        replace(arguments.state, told)
    return _sentence(old, new, times)


def _sentence(old: Checkpoint, new: Checkpoint, times: Sequence[tuple[str, int]]) -> str:
    grown = f"from {old.size} to {new.size} entries" if old.size else f"to {new.size} entries"
    lines = [f"{new.origin} has only grown, {grown}; every new one was checked up to the root."]
    for name, at in times:
        lines.append(f"{name} saw the same log, {datetime.fromtimestamp(at, tz=UTC):%F %T} UTC.")
    return "\n".join(lines)


def _key(told: str | None, state: Path | None) -> Key:
    kept = None
    if state is not None and _key_file(state).exists():
        kept = key_told(_key_file(state).read_text(errors="replace").strip())
    if told is None and kept is None:
        message = (
            "Which key signs this log? Ask those who run it, on paper or by telephone, and say it"
            " with --key: what the log says of itself at its address /key proves nothing."
        )
        raise CannotCheck(message)
    key = key_told(told) if told else kept
    if key is None or (kept and kept != key):
        message = f"{state} is of a log with another key; that would be another log."
        raise CannotCheck(message)
    return key


def _read(state: Path | None, key: Key) -> _Seen | None:
    if state is None or not state.exists():
        return None
    try:
        note = state.read_bytes()
        return _Seen(key, note, verified(note, log=key)[0])
    except BadNote as reason:
        raise CannotCheck(f"{state} holds no checkpoint of this log: {reason}") from None


def _key_file(state: Path) -> Path:
    return Path(f"{state}.key")


def _newest(site: Site, key: Key, witnesses: Sequence[Key], patience: int) -> tuple[Note, bytes]:
    """The newest checkpoint, if it can be with the cosignature of each witness."""
    end = time.monotonic() + patience
    while True:
        told = site.checkpoint()
        _, note = _of_the_log(told, key)
        if all(note.by(one) for one in witnesses) or time.monotonic() > end:
            return note, told
        time.sleep(PAUSE)


def _of_the_log(told: bytes, key: Key) -> tuple[Checkpoint, Note]:
    try:
        return verified(told, log=key)
    except BadNote as reason:
        raise Fault(f"the checkpoint is not the log's: {reason}".rstrip(".")) from None


def _cosigned(note: Note, witness: Key) -> int:
    try:
        return cosigned_at(note, witness)
    except BadNote as reason:
        raise Fault(str(reason).rstrip(".")) from None
