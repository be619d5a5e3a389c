"""Importing a care system's export: once, ten times and a hundred times as many entries."""

import gc

from django.db import connection

from bench.figures import Figure, seconds
from elaas.demo.clock import now
from elaas.intake.operations.importing import import_bundle
from tests.intake.bundles import export, multiplied

TIMES = (1, 10, 100)


def figures() -> list[Figure]:
    """Seconds for the export itself, and how much dearer an entry is among a hundred times more."""
    original = export()
    spent = {times: _import(original, times) for times in TIMES}
    each = {times: spent[times] / times for times in TIMES}
    return [
        Figure(name="import, 1 092 entries", value=spent[1], unit="s", at_most=2),
        Figure(name="import, 10 920 entries", value=spent[10], unit="s"),
        Figure(name="import, 109 200 entries", value=spent[100], unit="s"),
        Figure(
            name="import, an entry among 109 200",
            value=each[100] / each[10],
            unit="of one in 10 920",
            at_most=1.2,
        ),
    ]


def _import(original: dict[str, object], times: int) -> float:
    """Seconds for the export `times` over, into a database without people."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE people_recipient, people_employee, doors_building, doors_home, intake_source,"
            " ledger_entry CASCADE"
        )
    bundle = multiplied(original, times)
    # As `elaas import-fhir` does: the file's contents stay, and need not be looked through again.
    gc.collect()
    gc.freeze()
    return seconds(lambda: import_bundle(bundle, now=now()))
