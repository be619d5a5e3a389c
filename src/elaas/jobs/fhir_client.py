"""`elaas fhir-client`: which systems may ask by FHIR, and what."""

import argparse
import importlib
import json
from pathlib import Path

from elaas.jobs.setup import ready
from elaas.jobs.stop import Stop

_CHANGE = "elaas.jobs.fhir_client_change"  # loads Django's models, so only once there is a database
LONGEST_NAME = 100


def main(argv: list[str]) -> int:
    """Run `elaas fhir-client`; raises Stop."""
    parser = argparse.ArgumentParser(
        prog="elaas fhir-client", description="Say which systems may ask by FHIR, and what."
    )
    deeds = parser.add_subparsers(required=True, metavar="COMMAND", dest="deed")
    add = deeds.add_parser("add", help="register a system; prints its client_id")
    add.add_argument("name", metavar="NAME", type=_name)
    add.add_argument(
        "--jwks", metavar="FILE", type=Path, required=True, help="its public keys, a JWK Set"
    )
    add.add_argument(
        "--scope",
        metavar="SCOPE",
        nargs="+",
        required=True,
        help="what it may: system/AuditEvent.rs reads and searches, system/Patient.u brings",
    )
    deeds.add_parser("list", help="tell which there are")
    withdraw = deeds.add_parser("withdraw", help="it gets nothing any more, from now on")
    withdraw.add_argument("name", metavar="NAME", type=_name)
    arguments = parser.parse_args(argv)
    jwks = _json(arguments.jwks) if arguments.deed == "add" else None
    with ready():
        job = importlib.import_module(_CHANGE)
        if arguments.deed == "add":
            job.add(arguments.name, jwks=jwks, scopes=" ".join(arguments.scope))
        elif arguments.deed == "withdraw":
            job.withdraw(arguments.name)
        else:
            job.tell()
    return 0


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = f"must be 1 to {LONGEST_NAME} letters on one line"
        raise argparse.ArgumentTypeError(message)
    return name


def _json(path: Path) -> object:
    try:
        content: object = json.loads(path.read_bytes())
    except OSError as reason:
        raise Stop(f"{path} cannot be read: {reason.strerror}.") from None
    except (ValueError, RecursionError):
        raise Stop(f"{path} is not JSON.") from None
    return content
