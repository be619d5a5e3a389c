"""The shelf: every receipt has its place, after the one before it in its lock's journal.

Nearly every receipt is the next of its journal, and the journal's row knows what it must point
back to. Only where one may not be (it came early, late or again) are its neighbours looked up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from elaas.access.explain import Kind
from elaas.access.queries import journals
from elaas.access.queries.journals import Stored
from elaas.database.bulk import fetch, run
from elaas.protocol.cose import NotSigned, PublicKey, Sign1
from elaas.protocol.receipt import FIRST, Receipt


class Brought(NamedTuple):
    """A receipt as it was brought: its bytes, their SHA-256, what it claims, and who signed it."""

    body: bytes
    digest: bytes
    claim: Receipt
    signed: Sign1


@dataclass(slots=True)
class _Journal:
    """A lock's journal. `tip`: the last receipt before the first gap; `last`: the last of all."""

    key: PublicKey
    begins_after: int
    tip: int
    tip_digest: bytes
    last: int
    battery: int | None = None

    def row(self) -> tuple[int, bytes, int, int | None]:
        """What is recorded of it."""
        return self.tip, self.tip_digest, self.last, self.battery


class Shelf:
    """The journals of the locks that some receipts name, held until the transaction ends.

    One upload at a time for each lock, so that two cannot both believe a number is free.
    """

    def __init__(self, brought: Iterable[Brought]) -> None:
        self._brought = sorted(brought, key=lambda one: (one.claim.lock_id, one.claim.seq))
        self._journals = _enter({one.claim.lock_id for one in self._brought})
        self._new: dict[tuple[str, int], Stored] = {}
        self._old = journals.around(self._inside())

    def put(self) -> Iterable[tuple[Brought, Kind | None, bool]]:
        """Each receipt with what is wrong with it, if anything, and whether it is new."""
        for one in self._brought:
            journal = self._journals.get(one.claim.lock_id)
            if journal is None:
                yield one, Kind.FOREIGN, False
                continue
            there = self._there(one.claim.lock_id, one.claim.seq, journal)
            if one.claim.seq <= journal.begins_after or (there and there.digest == one.digest):
                yield one, None, False  # from a time when the lock was not ours, or stored already
            else:
                fault = self._fault(one, journal, there)
                if fault is None:
                    self._fill(one, journal)
                yield one, fault, fault is None

    def _inside(self) -> set[tuple[str, int]]:
        """The places that are not simply after everything there is in their journal."""
        return {
            (one.claim.lock_id, one.claim.seq)
            for one in self._brought
            if (journal := self._journals.get(one.claim.lock_id))
            and one.claim.seq > journal.begins_after
            and (one.claim.seq <= journal.last or journal.tip != journal.last)
        }

    def _fault(self, one: Brought, journal: _Journal, there: Stored | None) -> Kind | None:
        try:
            one.signed.verified({b"": journal.key})
        except NotSigned:
            return Kind.FORGED
        if there is not None:
            return Kind.NUMBER_TWICE
        return None if self._chained(one, journal) else Kind.CHAIN_BROKEN

    def _chained(self, one: Brought, journal: _Journal) -> bool:
        """Whether it points at its neighbour before, and the one after at it, as far as known."""
        lock_id, seq, previous = one.claim.lock_id, one.claim.seq, one.claim.previous
        if seq == journal.tip + 1:
            before_fits = previous == journal.tip_digest
        else:
            before = self._there(lock_id, seq - 1, journal)
            before_fits = before is None or before.digest == previous
        after = self._there(lock_id, seq + 1, journal)
        return before_fits and (after is None or after.previous == one.digest)

    def _there(self, lock_id: str, seq: int, journal: _Journal) -> Stored | None:
        """What is at that place."""
        if seq > journal.last:
            return None
        place = (lock_id, seq)
        return self._new.get(place) or self._old.get(place)

    def _fill(self, one: Brought, journal: _Journal) -> None:
        claim = one.claim
        self._new[claim.lock_id, claim.seq] = Stored(one.digest, claim.previous)
        if claim.seq == journal.tip + 1:
            journal.tip, journal.tip_digest = claim.seq, one.digest
        if claim.seq > journal.last:
            journal.last, journal.battery = claim.seq, claim.battery

    def record(self, now: datetime) -> None:
        """Move the journals on to the last receipt before a gap. After the receipts are stored."""
        filled = {lock_id for lock_id, _ in self._new}
        if not filled:
            return
        rows = [(lock_id, *self._journals[lock_id].row()) for lock_id in sorted(filled)]
        behind = [lock_id for lock_id, tip, _, last, _ in rows if last > tip]
        columns = [list(column) for column in zip(*rows, strict=True)]
        run(connection, _HEARD, [now, *columns])
        if behind:
            run(connection, _ADVANCE, [behind])


_ENTER = """
    SELECT unit_id, receipt_x, receipt_y, begins_after, complete_to, complete_digest, last_seq
    FROM access_journal JOIN doors_unit ON lock_id = unit_id
    WHERE unit_id = ANY(%s) ORDER BY unit_id FOR UPDATE OF access_journal
"""
_BEGIN = """
    WITH unit AS (
        SELECT lock_id, receipt_x, receipt_y FROM doors_unit WHERE lock_id = ANY(%s)
    ), begun AS (
        INSERT INTO access_journal (unit_id, begins_after, complete_to, complete_digest, last_seq)
        SELECT lock_id, 0, 0, %s, 0 FROM unit ORDER BY lock_id
        ON CONFLICT DO NOTHING
        RETURNING unit_id, begins_after, complete_to, complete_digest, last_seq
    )
    SELECT unit_id, receipt_x, receipt_y, begins_after, complete_to, complete_digest, last_seq
    FROM begun JOIN unit ON lock_id = unit_id
"""
_HEARD = """
    UPDATE access_journal AS journal
    SET last_contact_at = %s, complete_to = heard.tip, complete_digest = heard.digest,
        last_seq = heard.last, battery = coalesce(heard.battery, journal.battery)
    FROM unnest(%s::varchar[], %s::bigint[], %s::bytea[], %s::bigint[], %s::smallint[])
        AS heard (unit, tip, digest, last, battery)
    WHERE journal.unit_id = heard.unit
"""
_ADVANCE = """
    UPDATE access_journal AS journal SET complete_to = run.seq, complete_digest = run.digest
    FROM (
        SELECT DISTINCT ON (unit_id) unit_id, seq, digest FROM (
            SELECT unit_id, seq, digest, complete_to,
                   seq - row_number() OVER (PARTITION BY unit_id ORDER BY seq) AS start
            FROM access_receipt JOIN access_journal USING (unit_id)
            WHERE unit_id = ANY(%s) AND seq > complete_to
        ) AS waiting
        WHERE start = complete_to ORDER BY unit_id, seq DESC
    ) AS run WHERE journal.unit_id = run.unit_id
"""


def _enter(lock_ids: set[str]) -> dict[str, _Journal]:
    rows = fetch(connection, _ENTER, [sorted(lock_ids)])
    if missing := lock_ids - {row[0] for row in rows}:
        rows += fetch(connection, _BEGIN, [sorted(missing), FIRST])
    if missing := lock_ids - {row[0] for row in rows}:  # unknown, or begun by another just now
        rows += fetch(connection, _ENTER, [sorted(missing)])
    return {lock_id: _Journal(PublicKey(x=x, y=y), *numbers) for lock_id, x, y, *numbers in rows}
