"""What has been seen of the care system: the newest version of each resource, and its fate."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from elaas.intake.models import Source
from elaas.intake.rules.envelopes import Rejected
from elaas.intake.rules.waiting import refers_to

REASON_LENGTH = 200


class Memo(NamedTuple):
    """The newest version of a resource, and what is kept of it (rules.waiting), as JSON or None.

    As text, because a large import holds one for each resource until it is over.
    """

    version: datetime
    digest: bytes
    facts: str | None = None


class Seen(NamedTuple):
    """The newest version seen; `rejected`: why it could not be used, or not wholly; else empty."""

    version: datetime
    digest: bytes
    rejected: str


class Note(NamedTuple):
    """What to remember of a resource."""

    reference: str
    memo: Memo
    rejected: Rejected | None = None


def lock() -> None:
    """One import at a time, until the transaction ends; others may read meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE intake_source IN SHARE ROW EXCLUSIVE MODE")


def seen(references: Collection[str]) -> dict[str, Seen]:
    """What has been seen of these."""
    rows = Source.objects.filter(reference__in=references)
    return {
        reference: Seen(version, bytes(digest), rejected)
        for reference, version, digest, rejected in rows.values_list(
            "reference", "version", "digest", "rejected"
        )
    }


def waiting_for(references: Collection[str]) -> dict[str, Memo]:
    """What was kept of the resources that were not used, or not wholly, for want of any of these.

    Without those in `references`: they have come themselves.
    """
    rows = Source.objects.filter(waits=True, facts__isnull=False)
    return {
        reference: Memo(version, bytes(digest), json.dumps(facts))
        for reference, version, digest, facts in rows.values_list(
            "reference", "version", "digest", "facts"
        )
        if facts and reference not in references and not refers_to(facts).isdisjoint(references)
    }


def unusable(kind: str, ids: Collection[str]) -> set[str]:
    """Those of these ids whose newest resource of type `kind` could not be used at all."""
    rows = Source.objects.filter(reference__in=[f"{kind}/{one}" for one in ids])
    rejected = rows.filter(partly=False).exclude(rejected="")
    return {
        reference.partition("/")[2] for reference in rejected.values_list("reference", flat=True)
    }


def remember(notes: Iterable[Note]) -> None:
    """Note the newest versions, and what became of them."""
    rows = list(notes)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_source"
            " (reference, version, digest, facts, rejected, partly, waits)"
            " SELECT * FROM unnest(%s::varchar[], %s::timestamptz[], %s::bytea[], %s::jsonb[],"
            " %s::varchar[], %s::boolean[], %s::boolean[])"
            " ON CONFLICT (reference) DO UPDATE SET version = excluded.version,"
            " digest = excluded.digest, facts = excluded.facts,"
            " rejected = excluded.rejected, partly = excluded.partly, waits = excluded.waits",
            [
                [row.reference for row in rows],
                [row.memo.version for row in rows],
                [row.memo.digest for row in rows],
                [row.memo.facts for row in rows],
                *_columns(_fate(row.rejected) for row in rows),
            ],
        )


def reject(rejected: Sequence[Rejected]) -> None:
    """Note why resources used until now cannot be used any more, or not wholly."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_source SET rejected = reason, partly = told.partly, waits = told.waits"
            " FROM unnest(%s::varchar[], %s::varchar[], %s::boolean[], %s::boolean[])"
            " AS told (name, reason, partly, waits) WHERE reference = name",
            [[one.reference for one in rejected], *_columns(map(_fate, rejected))],
        )


def _fate(rejected: Rejected | None) -> tuple[str, bool, bool]:
    """What the columns `rejected`, `partly` and `waits` say."""
    if rejected is None:
        return "", False, False
    return rejected.reason[:REASON_LENGTH], rejected.partly, rejected.waits


def _columns(fates: Iterable[tuple[str, bool, bool]]) -> list[list[Any]]:
    rows = list(fates)
    return [[row[column] for row in rows] for column in range(3)]
