"""`elaas phone`: enrol a phone in a folder, sync it, and open doors with it.

Only `invite` and `block`, which are the server's side, load Django and a database.
"""

import argparse
import asyncio
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from elaas.demo.clock import now
from elaas.demo.phone.bundle import BadBundle
from elaas.demo.phone.phone import AlreadyEnrolled, Attempt, Phone
from elaas.demo.phone.server import ServerRefused, Unreachable
from elaas.demo.phone.store import Damaged, NotEnrolled
from elaas.gateways.radio import named
from elaas.jobs.stop import Stop
from elaas.jobs.words import counted
from elaas.protocol import air

_REFUSALS = (AlreadyEnrolled, BadBundle, Damaged, NotEnrolled, ServerRefused, Unreachable)
_SERVER_SIDE = "elaas.jobs.phone"


def main(argv: list[str]) -> int:
    """Run `elaas phone`; raises Stop. 1: the door did not do what it was asked to."""
    if argv[:1] in (["invite"], ["block"]):
        code: int = importlib.import_module(_SERVER_SIDE).main(argv)
        return code
    arguments = _parser().parse_args(argv)
    try:
        answer: int = arguments.run(arguments)
    except _REFUSALS as reason:
        raise Stop(reason) from None
    except OSError as reason:
        where = f"{reason.filename} cannot be used: " if reason.filename else ""
        raise Stop(f"{where}{reason.strerror or reason}.") from None
    return answer


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="elaas phone", description="A phone in a folder.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("invite", help="print a one-time code for an employee (on the server)")
    commands.add_parser("block", help="block an employee's phone (on the server)")

    enrol = commands.add_parser("enrol", help="make DIR the phone of whoever has the code")
    enrol.add_argument("folder", metavar="DIR", type=Path)
    enrol.add_argument("--code", required=True, help="from `elaas phone invite`")
    enrol.add_argument("--url", default=_default_url(), help="the server (%(default)s)")
    enrol.set_defaults(run=_enrol)

    for name, function, text in (
        ("sync", _sync, "hand over receipts and fetch today's credentials"),
        ("show", _show, "print what the phone holds (JSON)"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("folder", metavar="DIR", type=Path)
        command.set_defaults(run=function)

    for operation, text in (
        (air.OPEN, "open a door"),
        (air.LOCK, "lock a door"),
        (air.RELEASE, "let a lock that is taken down forget this municipality"),
    ):
        command = commands.add_parser(operation, help=text)
        command.add_argument("folder", metavar="DIR", type=Path)
        command.add_argument("lock", metavar="LOCK", help="lock id, or the label printed on it")
        command.add_argument(
            "--radio",
            default=os.environ.get("ELAAS_RADIO"),
            help="a bumble transport, ws:HOST:PORT, pipe or pipe:COMMAND (ELAAS_RADIO)",
        )
        command.set_defaults(run=_operate, operation=operation)
    return parser


def _enrol(arguments: argparse.Namespace) -> int:
    phone = asyncio.run(Phone.enrol(arguments.folder, url=arguments.url, code=arguments.code))
    print(f"{arguments.folder} is now the phone of {phone.store.account()['employee']['name']}.")
    return 0


def _sync(arguments: argparse.Namespace) -> int:
    synced = asyncio.run(Phone(arguments.folder).sync())
    doors = sum(
        door.credential is not None for visit in synced.bundle.visits for door in visit.doors
    )
    print(
        f"{counted(len(synced.bundle.visits), 'visit')}, {counted(doors, 'credential')}; "
        f"{counted(synced.uploaded, 'receipt')} handed over, {synced.known} known already."
    )
    for reason in synced.refused:
        print(f"elaas phone: the server refused a receipt ({reason}).", file=sys.stderr)
    return 0


def _operate(arguments: argparse.Namespace) -> int:
    if not arguments.radio:
        raise Stop("Over which radio? Give --radio, or set ELAAS_RADIO.")
    streams = arguments.radio == "pipe"  # then standard output belongs to the lock

    def say(answer: Attempt) -> None:
        print(answer, file=sys.stdout if answer.done and not streams else sys.stderr, flush=True)

    answer = asyncio.run(
        Phone(arguments.folder).operate(
            arguments.lock,
            radio=named(arguments.radio),
            now=now(),
            operation=arguments.operation,
            tell=say,
        )
    )
    return 0 if answer.done else 1


def _show(arguments: argparse.Namespace) -> int:
    phone = Phone(arguments.folder)
    account, bundle = phone.store.account(), phone.bundle()
    found: dict[str, Any] = {
        "url": account["url"],
        "employee": account["employee"],
        "synced_at": bundle.now.isoformat() if phone.store.bundle() else None,
        "visits": [
            {
                "starts_at": visit.starts_at.isoformat(),
                "ends_at": visit.ends_at.isoformat(),
                "service": visit.service,
                "recipient": visit.recipient,
                "address": visit.address,
                "dwelling": visit.dwelling,
                "doors": [
                    {"place": door.place, "lock_id": door.lock_id, "refusal": door.refusal}
                    for door in visit.doors
                ],
            }
            for visit in bundle.visits
        ],
        "receipts": len(phone.store.receipts()),
        "attempts": len(phone.store.attempts()),
    }
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def _default_url() -> str:
    return f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
