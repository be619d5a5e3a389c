"""Note who looked at whose data, before it is shown."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from elaas.database.bulk import array, fetch, uuids
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.people.looks import ONE_LOOK, Because, Reason, Seen, What

# What is within the hour of an earlier look is that look: the exclusion constraint leaves it out,
# also when two requests come at once. In one order, so that those two do not wait for each other.
# Most are there already; to look them up first by person and time takes a fraction of asking it.
_NOTE = """
    INSERT INTO people_look
        (id, employee_id, {whose}_id, what, because, about, at, hour)
    SELECT id, %(by)s, whose, %(what)s, because, about, %(now)s, tstzrange(%(now)s, %(end)s)
    FROM unnest(%(ids)s::uuid[], %(whose)s::uuid[], %(because)s::text[], %(about)s::uuid[])
        AS seen(id, whose, because, about)
    WHERE NOT EXISTS (
        SELECT FROM people_look AS known
        WHERE known.{whose}_id = seen.whose AND known.employee_id = %(by)s
            AND known.at > %(begin)s AND known.at < %(end)s
            AND known.because = seen.because AND known.about IS NOT DISTINCT FROM seen.about
    )
    ORDER BY whose, because, about
    ON CONFLICT DO NOTHING
    RETURNING id, {whose}_id, because, about
"""


def look(*, employee: UUID, seen: Iterable[Seen], what: What, now: datetime) -> None:
    """`employee` is about to see what is `seen` on that page; each person and reason is an entry.

    Unless there is one less than an hour old. Whoever shows the page calls this first: if it
    raises, nothing is shown.
    """
    _note("recipient", employee=employee, seen=seen, what=what, now=now)


def look_up_openings(*, employee: UUID, colleague: UUID, because: Because, now: datetime) -> None:
    """`employee` is about to see what `colleague` has opened; as `look`."""
    seen = [Seen(colleague, Reason(because))]
    _note("colleague", employee=employee, seen=seen, what=What.OPENINGS, now=now)


@transaction.atomic
def _note(whose: str, *, employee: UUID, seen: Iterable[Seen], what: What, now: datetime) -> None:
    some = set(seen)
    if not some:
        return
    persons, reasons = zip(*some, strict=True)
    noted = fetch(
        connection,
        _NOTE.format(whose=whose),
        {
            "by": employee,
            "what": what.value,
            "begin": now - ONE_LOOK,
            "now": now,
            "end": now + ONE_LOOK,
            "ids": uuids(uuid4() for _ in some),
            "whose": uuids(persons),
            "because": array([reason.because.value for reason in reasons]),
            "about": array([reason.about.hex if reason.about else None for reason in reasons]),
        },
    )
    ledger.append_all(
        entry(
            "looked",
            now,
            look=look_id.hex,
            employee=employee.hex,
            what=what.value,
            because=because,
            about=about.hex if about else None,
            **{whose: person.hex},
        )
        for look_id, person, because, about in noted
    )
