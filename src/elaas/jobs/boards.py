"""`elaas boards`: reminders to boards and landlords who have not answered."""

import argparse
import importlib
from pathlib import Path

from elaas.jobs.setup import ready

_REMIND = "elaas.jobs.boards_remind"  # loads Django's models, and so only once there is a database


def main(argv: list[str]) -> int:
    """Run `elaas boards`; raises Stop."""
    parser = argparse.ArgumentParser(prog="elaas boards", description="Boards and landlords.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    remind = commands.add_parser(
        "remind",
        help="write a letter to everybody whose time to answer has run out",
        description="Each letter is a PDF to be sent by post. Again on the same day writes none.",
    )
    remind.add_argument("folder", metavar="FOLDER", type=Path, help="where the letters go")
    arguments = parser.parse_args(argv)
    with ready():
        importlib.import_module(_REMIND).remind(arguments.folder)
    return 0
