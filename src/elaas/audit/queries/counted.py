"""What is counted from receipts and entries, against the rows that keep the count."""

from collections.abc import Iterator

from elaas.audit.queries.stream import rows
from elaas.audit.rules import Fault

# How far the server has a journal without a gap: what its receipts say. `free` is true once
# anything was erased: then receipts may be gone that a journal has counted.
_JOURNALS = """
    WITH kept AS (
        SELECT r.unit_id, max(r.seq) AS last,
               count(*) FILTER (WHERE r.seq <= j.begins_after) AS before,
               count(*) FILTER (WHERE r.seq > j.begins_after AND r.seq <= j.complete_to) AS in_row,
               count(*) FILTER (WHERE r.stored_at = j.last_contact_at) AS then
        FROM access_receipt r LEFT JOIN access_journal j USING (unit_id) GROUP BY r.unit_id
    ), told AS (
        SELECT coalesce(j.unit_id, k.unit_id) AS unit_id, CASE
            WHEN j.unit_id IS NULL THEN 'it is gone'
            WHEN NOT j.begins_after <= j.complete_to OR NOT j.complete_to <= j.last_seq
                OR j.last_seq < k.last OR NOT free AND j.last_seq > coalesce(k.last, j.begins_after)
                THEN 'its last receipt is another one'
            WHEN k.before > 0 OR j.begins_after > 0 AND first.operation <> 'claim'
                THEN 'it does not begin there'
            WHEN further.id IS NOT NULL
                OR NOT free AND coalesce(k.in_row, 0) <> j.complete_to - j.begins_after
                THEN 'it is complete up to another receipt'
            WHEN j.complete_digest <> tip.digest
                OR j.complete_to = 0 AND j.complete_digest <> decode(repeat('00', 32), 'hex')
                OR further.id IS NOT NULL AND further.previous <> j.complete_digest
                THEN 'what the next receipt must point to is another one'
            WHEN newest.battery <> j.battery OR newest.battery IS NOT NULL AND j.battery IS NULL
                OR NOT free AND k.then = 0
                THEN 'its battery or last contact is another one'
        END AS what
        FROM access_journal j FULL JOIN kept k ON k.unit_id = j.unit_id
        LEFT JOIN access_receipt first
            ON first.unit_id = j.unit_id AND first.seq = j.begins_after + 1
        LEFT JOIN access_receipt tip ON tip.unit_id = j.unit_id AND tip.seq = j.complete_to
        LEFT JOIN access_receipt further
            ON further.unit_id = j.unit_id AND further.seq = j.complete_to + 1
        LEFT JOIN access_receipt newest
            ON newest.unit_id = j.unit_id AND newest.seq = j.last_seq
        CROSS JOIN (SELECT %s::boolean AS free) AS erased
    )
    SELECT unit_id, what FROM told WHERE what IS NOT NULL ORDER BY unit_id
"""
# Each entry of these kinds is one more.
_EPOCHS = """
    SELECT u.lock_id FROM doors_unit u LEFT JOIN (
        SELECT convert_from(e.body, 'UTF8')::jsonb ->> 'lock' AS lock_id, count(*) AS times
        FROM ledger_entry e WHERE e.kind = 'epoch_raised' GROUP BY 1
    ) AS raised USING (lock_id)
    WHERE u.epoch <> 1 + coalesce(raised.times, 0) ORDER BY 1
"""


def faults(*, erased: bool) -> Iterator[Fault]:
    """Journals and epochs that are not what they count. `erased`: whether anything ever was."""
    for lock_id, what in rows("journals", _JOURNALS, [erased]):
        yield Fault(f"access_journal {lock_id}", what)
    for (lock_id,) in rows("epochs", _EPOCHS):
        yield Fault(f"doors_unit {lock_id}", "its epoch was not raised so often")
