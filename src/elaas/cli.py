"""The command `elaas`: a table of commands, each loaded only when it is called.

`elaas lock` must never load Django, and `elaas import-fhir` never the radio; hence dotted paths.
"""

import importlib
import sys
from typing import NamedTuple


class Command(NamedTuple):
    """Where a command lives (module:function, taking its arguments and answering an exit code)."""

    target: str
    summary: str


COMMANDS = {
    "air": Command("elaas.demo.air:main", "run a virtual Bluetooth radio"),
    "audit": Command(
        "elaas.witness.audit:main", "check that nothing in the log or the records was changed"
    ),
    "boards": Command(
        "elaas.jobs.boards:main", "remind boards and landlords who have not answered"
    ),
    "crew": Command("elaas.jobs.crew:main", "say when a crew mounts, and when nobody does"),
    "demo": Command("elaas.demo.command:main", "run a simulated municipality and tell its story"),
    "export-person": Command(
        "elaas.jobs.export_person:main", "write everything that is kept about a person"
    ),
    "fhir-client": Command(
        "elaas.jobs.fhir_client:main", "let another system ask by FHIR, or no longer"
    ),
    "forget": Command("elaas.jobs.forget:main", "erase what is past its time, in sight"),
    "grant": Command("elaas.jobs.grant:main", "give an employee a role, or withdraw it"),
    "import-fhir": Command(
        "elaas.jobs.import_fhir:main", "take in a care system's export (a FHIR R4 Bundle)"
    ),
    "lock": Command("elaas.lock.command:main", "make, run and look at a virtual lock"),
    "migrate": Command("elaas.jobs.migrate:main", "bring the database up to this version"),
    "phone": Command("elaas.demo.phone.command:main", "enrol a phone and open doors with it"),
    "poll-fhir": Command("elaas.jobs.poll_fhir:main", "follow a care system's FHIR server"),
    "publish": Command("elaas.jobs.publish:main", "publish what the log holds, at once"),
    "serve": Command("elaas.jobs.serve:main", "answer web pages and phones"),
    "shift": Command("elaas.jobs.shift:main", "record when an employee is at work"),
    "stock": Command("elaas.jobs.stock:main", "take in a delivery of units, with what they cost"),
    "unit": Command("elaas.jobs.unit:main", "mount a lock on a door, or take it down"),
    "verify": Command("elaas.witness.verify:main", "check a proof that somebody saved"),
    "witness": Command("elaas.witness.command:main", "vouch that a log only grows"),
    "work": Command("elaas.jobs.work:main", "send what waits, and do other jobs"),
}

INTERRUPTED = 130  # 128 + SIGINT, as a shell counts


def main(argv: list[str] | None = None) -> int:
    """Run the command named first in `argv` and answer its exit code.

    A command that cannot go on raises SystemExit with a sentence, which is told here. 2: there is
    no such command; 130: Ctrl-C.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"elaas: there is no command «{name}».\n\n{usage()}", file=sys.stderr)
        return 2
    module, _, function = COMMANDS[name].target.partition(":")
    try:
        answer: int = getattr(importlib.import_module(module), function)(rest)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as stop:
        if not isinstance(stop.code, str):
            raise
        print(f"elaas {name}: {stop.code}", file=sys.stderr)
        return 1
    return answer


def usage() -> str:
    """The table of commands as text."""
    lines = [f"  {name:<14} {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        ["usage: elaas COMMAND [...]", "", *lines, "", "`elaas COMMAND --help` says more."]
    )
