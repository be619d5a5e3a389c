"""`elaas lock`: make, run and look at a virtual lock."""

import argparse
import importlib
import json
import re
import sys
from pathlib import Path

from elaas.lock.files import Folder
from elaas.lock.folder import AlreadyRunning, running, show
from elaas.lock.identity import CannotMakeLock, Identity, NoSuchLock, make_lock
from elaas.lock.journal import Damaged, PowerLost
from elaas.lock.radio import CannotServe, Serve
from elaas.lock.surroundings import FULL, Bolt, Surroundings

_RADIOS = {"pipe": "elaas.lock.radio.pipe", "ws": "elaas.lock.radio.ws"}
_BLUETOOTH = "elaas.lock.radio.ble"  # every other name is a bumble transport
_REFUSALS = (AlreadyRunning, CannotMakeLock, CannotServe, Damaged, NoSuchLock, PowerLost)


def main(argv: list[str]) -> int:
    """Run `elaas lock`; answers 1 with a sentence on standard error if it cannot be done."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except _REFUSALS as error:
        print(f"elaas lock: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        where = f"{error.filename} cannot be used: " if error.filename else ""
        print(f"elaas lock: {where}{error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="elaas lock", description="A virtual lock in a folder.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    init = commands.add_parser("init", help="make a factory-new lock and print its label (JSON)")
    init.add_argument("folder", metavar="DIR", type=Path)
    init.add_argument("--id", required=True, help="lock id, e.g. L-0042")
    init.add_argument("--label", required=True, help="printed label, four or five digits")
    init.set_defaults(run=_init)

    run = commands.add_parser("run", help="switch the lock on")
    run.add_argument("folder", metavar="DIR", type=Path)
    run.add_argument("--radio", required=True, help="pipe, ws:HOST:PORT or a bumble transport")
    run.add_argument("--awake", action="store_true", help="never sleep")
    run.set_defaults(run=_run)

    fault = commands.add_parser("fault", help="order a fault: battery=4, jam or clock=-300")
    fault.add_argument("folder", metavar="DIR", type=Path)
    fault.add_argument("fault", type=_fault, metavar="battery=PERCENT|jam|clock=SECONDS")
    fault.set_defaults(run=_order)

    key = commands.add_parser("key", help="turn the ordinary key")
    key.add_argument("folder", metavar="DIR", type=Path)
    key.add_argument("to", choices=["open", "lock"])
    key.set_defaults(run=_key)

    for name, function, text in (
        ("knock", _knock, "wake the lock for a minute"),
        ("show", _show, "print the lock's state (JSON)"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("folder", metavar="DIR", type=Path)
        command.set_defaults(run=function)
    return parser


def _fault(text: str) -> tuple[str, int]:
    """A fault's name and number; raises ArgumentTypeError if it is none."""
    found = re.fullmatch(r"(jam)|(battery)=([0-9]{1,3})|(clock)=([+-]?[0-9]{1,9})", text)
    if found is None or int(found[3] or 0) > FULL:
        raise argparse.ArgumentTypeError(f"{text!r} is not battery=0..100, jam or clock=SECONDS")
    return found[1] or found[2] or found[4], int(found[3] or found[5] or 0)


def _init(arguments: argparse.Namespace) -> None:
    make_lock(
        arguments.folder,
        lock_id=arguments.id,
        label=arguments.label,
        print_label=lambda label: print(json.dumps(label), flush=True),
    )


def _run(arguments: argparse.Namespace) -> None:
    name, _, where = arguments.radio.partition(":")
    known = arguments.radio == "pipe" or name == "ws"
    serve: Serve = importlib.import_module(_RADIOS[name] if known else _BLUETOOTH).serve
    with running(arguments.folder, always_awake=arguments.awake) as lock:
        serve(lock, where if known else arguments.radio, lambda: print("ready", flush=True))


def _order(arguments: argparse.Namespace) -> None:
    door = _door(arguments.folder)
    name, value = arguments.fault
    if name == "jam":
        door.order_jam()
    elif name == "battery":
        door.set_battery(value)
    else:
        door.order_clock_shift(value)


def _key(arguments: argparse.Namespace) -> None:
    _door(arguments.folder).turn_key(Bolt.OPEN if arguments.to == "open" else Bolt.LOCKED)


def _knock(arguments: argparse.Namespace) -> None:
    _door(arguments.folder).knock()


def _show(arguments: argparse.Namespace) -> None:
    print(json.dumps(show(arguments.folder), indent=2))


def _door(folder: Path) -> Surroundings:
    """The door around the lock in `folder`; raises NoSuchLock if there is none."""
    Identity.load(Folder(folder))
    return Surroundings(folder)
