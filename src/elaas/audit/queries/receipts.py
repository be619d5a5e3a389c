"""Each lock's receipts: signed by it, chained, and each opening explained or noted as a finding."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, NamedTuple

from django.db import connection

from elaas.access.explain import Explanation, judge
from elaas.access.queries.journals import WITH_THE_PHONE
from elaas.access.rules import Period, Slack
from elaas.audit.queries.slack import Slacks
from elaas.audit.queries.stream import rows
from elaas.audit.rules import Fault, entry
from elaas.audit.signatures import Kept, all_wrong
from elaas.database.bulk import fetch
from elaas.protocol.cose import PublicKey
from elaas.protocol.receipt import Outcome, Receipt

PROCESSES = 2
AT_ONCE = 1_000  # receipts that another process verifies together
_NAMED = 100  # faults whose entries are looked up together


class _Row(NamedTuple):
    kept: Kept
    explanation: Explanation | None
    noted: bool  # as an incident


class _Wrong(NamedTuple):
    lock_id: str
    seq: int
    what: str


def faults() -> Iterator[Fault]:
    """What is wrong with the stored receipts; other processes verify while this one reads."""
    found = _wrong()
    while some := list(islice(found, _NAMED)):
        places = _places(some)
        for one in some:
            where = f"{entry(places.get(one[:2]))}, receipt {one.seq} of {one.lock_id}"
            yield Fault(where, one.what)


def _wrong() -> Iterator[_Wrong]:
    before: Kept | None = None
    for row, what in _verified():
        claim = row.kept.claim
        if what:
            yield _Wrong(claim.lock_id, claim.seq, what)
        elif before and _breaks(claim, before):
            yield _Wrong(claim.lock_id, claim.seq, "it does not follow on the one before")
        elif (kind := judge(claim, row.explanation)) and not row.noted:
            yield _Wrong(claim.lock_id, claim.seq, f"{kind}, and nobody noted it")
        before = row.kept


def _verified() -> Iterator[tuple[_Row, str | None]]:
    """Each receipt, and what is wrong with it by itself."""
    read = _read()
    first = list(islice(read, AT_ONCE))
    if len(first) < AT_ONCE:  # not worth another process
        yield from zip(first, all_wrong([one.kept for one in first]), strict=True)
        return
    waiting: deque[tuple[list[_Row], Future[list[str | None]]]] = deque()
    parts = chain([first], iter(lambda: list(islice(read, AT_ONCE)), []))
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        for some in parts:
            waiting.append((some, pool.submit(all_wrong, [one.kept for one in some])))
            if len(waiting) > 2 * PROCESSES:
                yield from _answered(*waiting.popleft())
        for some, answer in waiting:
            yield from _answered(some, answer)


def _answered(
    some: list[_Row], answer: Future[list[str | None]]
) -> Iterator[tuple[_Row, str | None]]:
    return zip(some, answer.result(), strict=True)


def _breaks(claim: Receipt, before: Kept) -> bool:
    """A gap breaks nothing: somebody's phone has yet to bring what is in it."""
    follows = (before.claim.lock_id, before.claim.seq) == (claim.lock_id, claim.seq - 1)
    return follows and claim.previous != before.digest


_RECEIPTS = """
    SELECT r.unit_id, r.seq, r.previous, r.at, r.uncertainty, r.operation, r.outcome,
           uuid_send(r.credential_id), r.epoch, r.battery, r.body, r.digest, r.stored_at,
           u.receipt_x, u.receipt_y,
           c.unit_id, c.assignment_id, a.employee_id, c.not_before, c.expires_at,
           c.revoked_at, c.revoked_because, a.starts_at, a.ends_at, a.withdrawn_at,
           EXISTS (SELECT FROM access_incident i WHERE i.receipt_id = r.id)
    FROM access_receipt r
    JOIN doors_unit u ON u.lock_id = r.unit_id
    LEFT JOIN access_credential c ON c.cti = r.credential_id
    LEFT JOIN access_assignment a ON a.id = c.assignment_id
    ORDER BY r.unit_id, r.seq
"""


def _read() -> Iterator[_Row]:
    slacks = Slacks("slack_of_receipts")
    for row in rows("receipts", _RECEIPTS):
        lock_id, seq, previous, at, unsure, operation, outcome, cti, epoch, battery = row[:10]
        body, digest, stored_at, x, y = row[10:15]
        claim = Receipt(
            lock_id,
            seq,
            previous,
            int(at.timestamp()),
            unsure,
            operation,
            Outcome(outcome),
            cti,
            epoch,
            battery,
        )
        kept = Kept(body, PublicKey(x=x, y=y), digest, claim)
        told = _explanation(row[15:25], stored_at, slacks.at(stored_at))
        yield _Row(kept, told, row[25])


def _explanation(row: tuple[Any, ...], stored_at: datetime, slack: Slack) -> Explanation | None:
    """As it stood when the receipt was stored: what was withdrawn later was due then."""
    lock_id, assignment, employee, not_before, expires_at, revoked_at, because, *visit = row
    starts_at, ends_at, withdrawn_at = visit
    if lock_id is None or starts_at is None:
        return None
    stood = withdrawn_at is None or withdrawn_at > stored_at
    due = Period(starts_at - slack.before, ends_at + slack.after)
    window = due if stood and because not in WITH_THE_PHONE else None
    issued = Period(not_before, expires_at)
    return Explanation(lock_id, assignment, employee, issued, revoked_at, window)


_PLACES = """
    SELECT told ->> 'lock', (told ->> 'seq')::bigint, l.seq
    FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry = e.id,
    LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS told) AS said
    WHERE e.kind = 'receipt' AND (told ->> 'lock', (told ->> 'seq')::bigint) IN (
        SELECT * FROM unnest(%s::text[], %s::bigint[]))
"""


def _places(some: list[_Wrong]) -> dict[tuple[str, int], int | None]:
    asked = [[one.lock_id for one in some], [one.seq for one in some]]
    return {(lock_id, seq): place for lock_id, seq, place in fetch(connection, _PLACES, asked)}
