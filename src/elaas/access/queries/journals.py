"""The locks' journals as far as the server has them."""

from collections.abc import Callable, Collection
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from elaas.access import rules
from elaas.access.explain import Explanation
from elaas.access.models import Incident
from elaas.access.queries import facts
from elaas.access.rules import Period
from elaas.database.bulk import fetch, fetch_while

T = TypeVar("T")


# Why credentials are revoked together with the phone that holds them.
WITH_THE_PHONE = frozenset({"phone_blocked", "phone_replaced"})


class Stored(NamedTuple):
    """A stored receipt's digest, the digest it points back to, and its bytes."""

    digest: bytes
    previous: bytes
    body: bytes


class Gap(NamedTuple):
    """Receipts first..last of a lock have not been brought yet: an open question."""

    lock_id: str
    first: int
    last: int


def around(places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Stored]:
    """What is stored at these (lock id, seq), and right before and after each."""
    if not places:
        return {}
    asked = sorted({(unit, seq + step) for unit, seq in places for step in (-1, 0, 1)})
    statement = """
        SELECT unit_id, seq, digest, previous, body FROM access_receipt
        JOIN unnest(%s::varchar[], %s::bigint[]) AS asked (unit, number)
          ON unit_id = asked.unit AND seq = asked.number
    """
    rows = fetch(connection, statement, [[unit for unit, _ in asked], [seq for _, seq in asked]])
    return {(unit, seq): Stored(*stored) for unit, seq, *stored in rows}


# The employee is looked up for each, or PostgreSQL would read all assignments there are to join.
_EXPLANATIONS = """
    SELECT uuid_send(cti), unit_id, assignment_id,
           (SELECT employee_id FROM access_assignment WHERE id = assignment_id),
           not_before, expires_at, revoked_at, revoked_because
    FROM access_credential WHERE cti = ANY(%s::uuid[])
"""


def explanations(
    ctis: Collection[bytes], *, working: Callable[[], T]
) -> tuple[dict[bytes, Explanation], T]:
    """The credentials with these ids, with the assignments they rest on.

    And what `working` answers, which is done while PostgreSQL looks.
    """
    ids = "{" + ",".join([cti.hex() for cti in ctis]) + "}"
    rows, done = fetch_while(connection, _EXPLANATIONS, [ids], working=working)
    # What an assignment opens today matters only where its credential has been taken back, and not
    # with the phone: whoever has a blocked phone is not the employee.
    windows = _windows({row[2] for row in rows if row[6] and row[7] not in WITH_THE_PHONE})
    found = {
        cti: Explanation(
            lock_id,
            assignment,
            employee,
            Period(not_before, expires_at),
            revoked_at,
            windows.get((assignment, lock_id)) if because not in WITH_THE_PHONE else None,
        )
        for cti, lock_id, assignment, employee, not_before, expires_at, revoked_at, because in rows
    }
    return found, done


def _windows(assignments: Collection[UUID]) -> dict[tuple[UUID, str], Period]:
    """When each of these opens each door on its way, as the rule has it today."""
    if not assignments:
        return {}
    answers = facts.answers(facts.visits(assignments=assignments))
    return {
        place: answer.window
        for place, answer in answers.items()
        if isinstance(answer, rules.Granted)
    }


def gaps(lock_id: str | None = None) -> list[Gap]:
    """Every gap, in all journals or in that one, that nobody's phone has filled yet."""
    statement = """
        SELECT unit_id, before + 1, seq - 1 FROM (
            SELECT unit_id, seq,
                   coalesce(lag(seq) OVER (PARTITION BY unit_id ORDER BY seq), complete_to)
                       AS before
            FROM access_receipt JOIN access_journal USING (unit_id)
            WHERE seq > complete_to AND (%(unit)s::varchar IS NULL OR unit_id = %(unit)s)
        ) AS runs WHERE seq > before + 1 ORDER BY unit_id, seq
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"unit": lock_id})
        return [Gap(*row) for row in cursor.fetchall()]


def incidents() -> int:
    """How many incidents there are."""
    return Incident.objects.count()
