"""`elaas unit`: register, claim and mount a lock in one go; plan that it is taken down."""

import argparse
import importlib
import os
from collections.abc import Callable
from pathlib import Path

from elaas.doors.label import BadLabel, parse
from elaas.jobs.setup import ready
from elaas.jobs.stop import Stop
from elaas.jobs.words import EMPLOYEE

# These load Django's models, and so only once there is a database.
_MOUNT, _REMOVE = "elaas.jobs.unit_mount", "elaas.jobs.unit_remove"


def main(argv: list[str]) -> int:
    """Run `elaas unit`; raises Stop."""
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], None] = arguments.run
    run(arguments)
    return 0


def _mount(arguments: argparse.Namespace) -> None:
    try:
        label = parse(arguments.label.read_bytes())
    except OSError as reason:
        raise Stop(f"{arguments.label} cannot be read: {reason.strerror}.") from None
    except BadLabel as reason:
        raise Stop(f"{arguments.label} is no lock's label. {reason}") from None
    with ready():
        job = importlib.import_module(_MOUNT)
        try:
            job.mount(
                label,
                place=arguments.place,
                radio=arguments.radio,
                box=job.Box(
                    is_one=arguments.key_box,
                    approval_class=arguments.approval_class,
                    despite=arguments.despite_class,
                ),
            )
        except job.REFUSALS as reason:
            raise Stop(reason) from None


def _remove(arguments: argparse.Namespace) -> None:
    with ready():
        job = importlib.import_module(_REMOVE)
        job.plan(arguments.lock, installer=arguments.installer)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="elaas unit", description="Mount locks, and remove them.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    mount = commands.add_parser("mount", help="register, claim and mount a lock")
    mount.add_argument(
        "place", metavar="HOME|BUILDING", help="Location id, or address («Kongens gate 12, H0203»)"
    )
    mount.add_argument(
        "--label", metavar="FILE", type=Path, required=True, help="JSON of `elaas lock init`"
    )
    mount.add_argument("--key-box", action="store_true", help="the unit is a key box, not a lock")
    mount.add_argument("--approval-class", metavar="CLASS", help="approval class of a key box")
    mount.add_argument(
        "--despite-class",
        metavar="REASON",
        help="why a key box is mounted although its approval class is not enough",
    )
    mount.add_argument(
        "--radio",
        default=os.environ.get("ELAAS_RADIO"),
        help="how to reach the lock, as for `elaas lock run` (ELAAS_RADIO); without it the claim "
        "is printed instead",
    )
    mount.set_defaults(run=_mount)
    remove = commands.add_parser("remove", help="plan the visit that takes a lock down")
    remove.add_argument("lock", metavar="LOCK", help="lock id")
    remove.add_argument("--installer", metavar="EMPLOYEE", required=True, help=EMPLOYEE)
    remove.set_defaults(run=_remove)
    return parser
