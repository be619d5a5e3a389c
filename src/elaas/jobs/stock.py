"""`elaas stock`: take in a delivery of units."""

import argparse
import importlib
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from elaas.doors.label import BadLabel, Label, parse
from elaas.jobs.setup import ready
from elaas.jobs.stop import Stop

_RECEIVE = "elaas.jobs.stock_receive"  # loads Django's models, so only once there is a database
LONGEST_SUPPLIER, LONGEST_ORDER = 100, 60
DEAREST = Decimal(999_999)


def main(argv: list[str]) -> int:
    """Run `elaas stock`; raises Stop."""
    parser = argparse.ArgumentParser(prog="elaas stock", description="Keep the stock of units.")
    deeds = parser.add_subparsers(required=True, metavar="COMMAND")
    receive = deeds.add_parser("receive", help="take in a delivery, all of it or nothing")
    receive.add_argument(
        "file", metavar="FILE", type=Path, help="a label a line, as `elaas lock init` prints it"
    )
    receive.add_argument("--supplier", required=True, type=_words(LONGEST_SUPPLIER))
    receive.add_argument("--order", required=True, type=_words(LONGEST_ORDER), help="order number")
    receive.add_argument("--price", required=True, type=_price, help="of one unit, in kroner")
    receive.add_argument("--bought", required=True, type=_day, metavar="DAY", help="2026-12-24")
    receive.add_argument("--key-box", action="store_true", help="they are key boxes, not locks")
    arguments = parser.parse_args(argv)
    labels = _labels(arguments.file)
    with ready():
        importlib.import_module(_RECEIVE).receive(labels, arguments)
    return 0


def _labels(file: Path) -> list[Label]:
    """The labels of the file; a line that is none, or comes twice, stops it. Raises Stop."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError as reason:
        raise Stop(f"{file} cannot be read: {reason.strerror}.") from None
    found: dict[str, Label] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            label = parse(line)
        except BadLabel as reason:
            raise Stop(
                f"Line {number} is no lock's label. {reason} Nothing was taken in."
            ) from None
        if label.lock_id in found:
            raise Stop(f"Line {number}: {label.lock_id} is there twice. Nothing was taken in.")
        found[label.lock_id] = label
    if not found:
        raise Stop(f"{file} holds no label.")
    return list(found.values())


class _words:  # noqa: N801  (a type of argparse)
    """Words on one line, of at most so many letters."""

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def __call__(self, text: str) -> str:
        said = text.strip()
        if not said or len(said) > self._longest or not said.isprintable():
            message = f"must be 1 to {self._longest} letters on one line"
            raise argparse.ArgumentTypeError(message)
        return said


def _price(text: str) -> Decimal:
    try:
        price = Decimal(text.replace(",", "."))
    except InvalidOperation:
        price = Decimal(-1)
    if not (price.is_finite() and 0 <= price <= DEAREST) or price != round(price, 2):
        raise argparse.ArgumentTypeError(f"«{text}» is no price like 2490 or 2490.50")
    return price


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» is no day like 2026-12-24") from None
