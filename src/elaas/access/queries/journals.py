"""The locks' journals as far as the server has them."""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from elaas.access.explain import Explanation
from elaas.access.models import Credential, Journal
from elaas.access.queries import facts
from elaas.access.rules import Period, opening_window


class Stored(NamedTuple):
    """A stored receipt's digest, and the digest it points back to."""

    digest: bytes
    previous: bytes


class Gap(NamedTuple):
    """Receipts first..last of a lock have not been brought yet: an open question."""

    lock_id: str
    first: int
    last: int


def around(places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Stored]:
    """What is stored at these (lock id, seq), and right before and after each."""
    asked = sorted({(unit, seq + step) for unit, seq in places for step in (-1, 0, 1)})
    statement = """
        SELECT unit_id, seq, digest, previous FROM access_receipt
        JOIN unnest(%s::varchar[], %s::bigint[]) AS asked (unit, number)
          ON unit_id = asked.unit AND seq = asked.number
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [[unit for unit, _ in asked], [seq for _, seq in asked]])
        return {
            (unit, seq): Stored(bytes(digest), bytes(previous))
            for unit, seq, digest, previous in cursor.fetchall()
        }


def explanations(ctis: Collection[bytes]) -> dict[bytes, Explanation]:
    """The credentials with these ids, with the assignments they rest on."""
    rows = Credential.objects.filter(cti__in=[UUID(bytes=cti) for cti in ctis]).select_related(
        "assignment"
    )
    employees = facts.employees({row.assignment.employee_id for row in rows})
    slack = facts.slack()
    found = {}
    for row in rows:
        assignment = facts.assignment(row.assignment)
        employee = employees[assignment.employee]
        window = opening_window(assignment=assignment, shifts=employee.shifts, slack=slack)
        found[row.cti.bytes] = Explanation(
            cti=row.cti,
            lock_id=row.unit_id,
            assignment=assignment.id,
            employee=assignment.employee,
            issued=Period(row.not_before, row.expires_at),
            revoked_at=row.revoked_at,
            window=None if assignment.withdrawn else window,
        )
    return found


def complete_to(journals: Iterable[Journal]) -> dict[str, tuple[int, bytes]]:
    """For each journal the last seq before a gap, and that receipt's digest."""
    found = {row.unit_id: (row.complete_to, bytes(row.complete_digest)) for row in journals}
    statement = """
        SELECT unit_id, seq, digest FROM access_receipt
        JOIN access_journal USING (unit_id)
        WHERE unit_id = ANY(%s) AND seq > complete_to ORDER BY unit_id, seq
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(found)])
        for unit, seq, digest in cursor.fetchall():
            if seq == found[unit][0] + 1:
                found[unit] = (seq, bytes(digest))
    return found


def gaps() -> list[Gap]:
    """Every gap in a lock's journal that nobody's phone has filled yet."""
    statement = """
        SELECT unit_id, before + 1, seq - 1 FROM (
            SELECT unit_id, seq,
                   coalesce(lag(seq) OVER (PARTITION BY unit_id ORDER BY seq), complete_to)
                       AS before
            FROM access_receipt JOIN access_journal USING (unit_id)
            WHERE seq > complete_to
        ) AS runs WHERE seq > before + 1 ORDER BY unit_id, seq
    """
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [Gap(*row) for row in cursor.fetchall()]
