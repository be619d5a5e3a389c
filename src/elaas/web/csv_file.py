"""A table as a file that Norwegian spreadsheets read."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

# What a spreadsheet would take for a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Semicolons between, and a byte order mark for the letters."""
    text = StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def no_formula(text: str) -> str:
    """The text; a spreadsheet computes nothing from it."""
    return f"'{text}" if text.startswith(_FORMULAS) else text
