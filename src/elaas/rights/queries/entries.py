"""The entries of the ledger about a person, each with its place in the tree, and its salt."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

# By what an entry names: the rows of `belongings` whose ids those are.
_IDS = {
    "recipient": "person",
    "kin": "next_of_kin",
    "message": "messages",
    "look": "looks",
    "question": "questions",
    "case": "cases",
    "appointment": "appointments",
    "ending": "removals",
    "report": "reports_of_crews",
    "damage": "damage",
    "finding": "findings",
    "attempt": "refused_by_phone",
    "step": "could_not_get_in",
}
_NUMBERS = {"statement": "need", "review": "need_reviewed"}

_NAMED = " OR ".join(
    [
        *(f"told ->> '{name}' = ANY(%({name})s)" for name in _IDS),
        *(f"told ->> '{name}' = ANY(%({name})s)" for name in _NUMBERS),
    ]
)
_ABOUT = f"""
    SELECT l.seq, told, e.salt FROM ledger_entry e
    LEFT JOIN ledger_leaf l ON l.entry = e.id,
    LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS told) AS said
    WHERE {_NAMED} OR told ->> 'cti' = ANY(%(cti)s)
      OR coalesce(told -> 'assignment' ->> 'id', told ->> 'assignment') = ANY(%(assignment)s)
      OR told -> 'recipients' ?| %(recipient)s
      OR e.kind IN ('receipt', 'receipt_corrected')
         AND concat_ws(' ', told ->> 'lock', told ->> 'seq') = ANY(%(receipt)s)
    ORDER BY e.id
"""  # noqa: S608  (every word of it is ours)


def entries_about(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Those that name one of the rows that were `found`; it reads the whole ledger once."""
    asked: dict[str, list[str]] = {}
    for name, rows in _IDS.items():
        asked[name] = [row["id"].replace("-", "") for row in found[rows]]
    for name, rows in _NUMBERS.items():
        asked[name] = [str(row["id"]) for row in found[rows]]
    asked["cti"] = [row["cti"].replace("-", "") for row in found["access_given"]]
    asked["assignment"] = [row["id"].replace("-", "") for row in found["visits"]]
    asked["receipt"] = [f"{row['unit_id']} {row['seq']}" for row in found["openings"]]
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, asked)
        return [
            {"place": seq, "entry": json.loads(told), "salt": bytes(salt).hex()}
            for seq, told, salt in cursor.fetchall()
        ]
