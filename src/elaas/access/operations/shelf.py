"""The shelf: every receipt has its place, after the one before it in its lock's journal.

Nearly every receipt is the next of its journal, and the journal's row knows what it must point
back to. Only where one may not be (it came early, late or again) are its neighbours looked up.

A receipt and its twin (cose.twin) are one receipt. Which of the two the lock gave out is known when
the next one points back to it; then the right bytes take the place of what was brought.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from elaas.access.explain import Kind
from elaas.access.queries import journals
from elaas.access.queries.journals import Stored
from elaas.database.bulk import array, fetch, run
from elaas.protocol import air
from elaas.protocol.cose import NotSigned, PublicKey, Sign1, twin
from elaas.protocol.label import is_lock_id
from elaas.protocol.receipt import FIRST, Receipt, digest


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

    def begin(self, claim: Receipt) -> None:
        """The lock has become ours with this claim; what came before is not ours to have."""
        self.begins_after = self.tip = claim.seq - 1
        self.tip_digest = claim.previous

    def is_next(self, claim: Receipt) -> bool:
        """Whether `claim` comes after all there is, and fits the tip if it follows right on it."""
        if claim.seq <= self.last or self.tip != self.last:
            return False
        return claim.seq != self.tip + 1 or claim.previous == self.tip_digest

    def row(self) -> tuple[int, int, str, int, int | None]:
        """What is recorded of it, the digest in hexadecimal."""
        return self.begins_after, self.tip, self.tip_digest.hex(), self.last, self.battery


class Shelf:
    """The journals of the locks that some receipts name, held until the transaction ends.

    One upload at a time for each lock, so that two cannot both believe a number is free.
    """

    def __init__(self, brought: Iterable[Brought]) -> None:
        self._brought = sorted(brought, key=lambda one: (one.claim.lock_id, one.claim.seq))
        self._journals = _enter(
            set(filter(is_lock_id, {one.claim.lock_id for one in self._brought}))
        )
        self._new: dict[tuple[str, int], Stored] = {}
        self._old = journals.around(self._inside())
        self.corrected: dict[tuple[str, int], bytes] = {}

    def put(self) -> Iterable[tuple[Brought, Kind | None, bool]]:
        """Each receipt with what is wrong with it, if anything, and whether it is new."""
        for one in self._brought:
            journal = self._journals.get(one.claim.lock_id)
            if journal is None:
                yield one, Kind.FOREIGN, False
                continue
            there = self._there(one.claim.lock_id, one.claim.seq, journal)
            if one.claim.seq <= journal.begins_after or (there and _same(there, one)):
                yield one, None, False  # from a time when the lock was not ours, or stored already
            else:
                yield self._put(one, journal, there)

    def _put(
        self, one: Brought, journal: _Journal, there: Stored | None
    ) -> tuple[Brought, Kind | None, bool]:
        try:
            one.signed.verified({b"": journal.key})
        except NotSigned:
            return one, Kind.FORGED, False
        if there is not None:
            return one, Kind.NUMBER_TWICE, False
        if one.claim.operation == air.CLAIM and one.claim.seq > 1 and not journal.last:
            journal.begin(one.claim)
        right = self._chained(one, journal)
        if right is None:
            return one, Kind.CHAIN_BROKEN, False
        self._fill(right, journal)
        return right, None, True

    def _inside(self) -> set[tuple[str, int]]:
        """The places that are not simply after everything there is in their journal.

        All are looked up at once and beforehand: while receipts are on their way into the database,
        it cannot be asked.
        """
        return {
            (one.claim.lock_id, one.claim.seq)
            for one in self._brought
            if (journal := self._journals.get(one.claim.lock_id))
            and one.claim.seq > journal.begins_after
            and not journal.is_next(one.claim)
        }

    def _chained(self, one: Brought, journal: _Journal) -> Brought | None:
        """`one`, or its twin, whichever the one after points to; None: the chain is broken.

        It must point to the one before it, too, as far as that is known; or to that one's twin,
        which is right then.
        """
        lock_id, seq, previous = one.claim.lock_id, one.claim.seq, one.claim.previous
        if seq != journal.tip + 1 or previous != journal.tip_digest:
            before = self._there(lock_id, seq - 1, journal)
            if before is None and seq == journal.tip + 1:
                return None
            if before is not None and before.digest != previous:
                if digest(twin(before.body)) != previous:
                    return None
                self.corrected[lock_id, seq - 1] = twin(before.body)
        after = self._there(lock_id, seq + 1, journal)
        if after is None or after.previous == one.digest:
            return one
        other = one._replace(body=twin(one.body), digest=digest(twin(one.body)))
        return other if after.previous == other.digest else None

    def _there(self, lock_id: str, seq: int, journal: _Journal) -> Stored | None:
        """What is at that place."""
        if seq > journal.last:
            return None
        place = (lock_id, seq)
        return self._new.get(place) or self._old.get(place)

    def _fill(self, one: Brought, journal: _Journal) -> None:
        claim = one.claim
        self._new[claim.lock_id, claim.seq] = Stored(one.digest, claim.previous, one.body)
        if claim.seq == journal.tip + 1:
            journal.tip, journal.tip_digest = claim.seq, one.digest
        if claim.seq > journal.last:
            journal.last, journal.battery = claim.seq, claim.battery

    def complete_to(self) -> dict[str, int]:
        """Up to which number each of these journals is here without a gap. After `record`."""
        return {lock_id: journal.tip for lock_id, journal in self._journals.items()}

    def record(self, now: datetime) -> None:
        """Move the journals on to the last receipt before a gap. After the receipts are stored."""
        filled = {lock_id for lock_id, _ in self._new}
        if not filled:
            return
        rows = [(lock_id, *self._journals[lock_id].row()) for lock_id in sorted(filled)]
        behind = [lock_id for lock_id, _, tip, _, last, _ in rows if last > tip]
        lock_ids, *columns = zip(*rows, strict=True)
        run(connection, _HEARD, [now, list(lock_ids), *map(array, columns)])
        for lock_id, tip in fetch(connection, _ADVANCE, [behind]) if behind else ():
            self._journals[lock_id].tip = tip


def _same(there: Stored, one: Brought) -> bool:
    return there.digest == one.digest or there.body == twin(one.body)


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
    SET last_contact_at = %s, begins_after = heard.start, complete_to = heard.tip,
        complete_digest = decode(heard.digest, 'hex'), last_seq = heard.last,
        battery = coalesce(heard.battery, journal.battery)
    FROM unnest(
        %s::varchar[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::smallint[]
    ) AS heard (unit, start, tip, digest, last, battery)
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
    RETURNING journal.unit_id, journal.complete_to
"""


def _enter(lock_ids: set[str]) -> dict[str, _Journal]:
    rows = fetch(connection, _ENTER, [sorted(lock_ids)])
    if missing := lock_ids - {row[0] for row in rows}:
        rows += fetch(connection, _BEGIN, [sorted(missing), FIRST])
    if missing := lock_ids - {row[0] for row in rows}:  # unknown, or begun by another just now
        rows += fetch(connection, _ENTER, [sorted(missing)])
    return {lock_id: _Journal(PublicKey(x=x, y=y), *numbers) for lock_id, x, y, *numbers in rows}
