"""`elaas audit --database`: recompute everything inside, and name each fault."""

import argparse
import importlib
import sys
from pathlib import Path

from django.db import DatabaseError

from elaas.jobs.clock import now
from elaas.jobs.setup import ready
from elaas.jobs.stop import Stop
from elaas.tlog.checkpoint import Checkpoint, verified
from elaas.tlog.note import BadKey, BadNote, Key, key_told

_AUDIT = "elaas.audit.queries.everything"  # loads Django's models
_NOTING = "elaas.alarms.operations.audits"
_SIGNER = "elaas.ledger.signer"


def main(argv: list[str]) -> int:
    """0: everything is as it was written; 1: it is not, and each fault has been named."""
    parser = argparse.ArgumentParser(
        prog="elaas audit",
        description="Recompute the log, check rows, credentials and receipts, name each fault.",
    )
    parser.add_argument(
        "--database", action="store_true", required=True, help="look at everything inside"
    )
    parser.add_argument(
        "--state",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a checkpoint that was kept outside the database; may be given several times",
    )
    parser.add_argument("--key", help="the log's public key; without it, the one in its key file")
    arguments = parser.parse_args(argv)
    with ready():
        log = _key(arguments.key)
        outside = [_kept(path, log) for path in arguments.state]
        return _audit(log, outside)


def _audit(log: Key, outside: list[Checkpoint]) -> int:
    audit = importlib.import_module(_AUDIT)
    found = 0
    with audit.snapshot():
        for fault in audit.faults(log=log, outside=outside, say=_say):
            found += 1
            print(fault, flush=True)
    _note(found, outside)
    if found:
        print("1 fault." if found == 1 else f"{found} faults.")
        return 1
    print("Everything is as it was written, and every opening is explained or noted.")
    if not outside:
        print("No checkpoint from outside was given: a log that was made anew looks the same.")
    return 0


def _note(faults: int, outside: list[Checkpoint]) -> None:
    """So that the auditor's page can say when; a copy that takes no changes can be audited, too."""
    largest = max((one.size for one in outside), default=0)
    try:
        importlib.import_module(_NOTING).note_audit(faults=faults, outside=largest, now=now())
    except DatabaseError as reason:
        _say(f"This audit could not be noted: {str(reason).strip()}")


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _key(told: str | None) -> Key:
    if told is None:
        signer = importlib.import_module(_SIGNER).load()
        key: Key = signer.key
        return key
    try:
        return key_told(told)
    except BadKey as reason:
        raise Stop(reason) from None


def _kept(path: Path, log: Key) -> Checkpoint:
    try:
        checkpoint, _ = verified(path.read_bytes(), log=log)
    except OSError as reason:
        raise Stop(f"{path} cannot be read: {reason.strerror}.") from None
    except BadNote as reason:
        raise Stop(f"{path} holds no checkpoint of this log: {reason}") from None
    return checkpoint
