"""Why a person cannot be erased before the time: what still runs, and what a law asks for."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from elaas.rights.kept import Kept


class Need(StrEnum):
    """What stands against it."""

    SERVICE = "service"
    MOUNTED = "mounted"
    PARTS = "parts"
    UNDER_WAY = "under_way"
    DAMAGE = "damage"
    QUESTION = "question"
    LOG_OF_VISITS = "log_of_visits"
    LOG_OF_LOOKS = "log_of_looks"
    ACCOUNTS = "accounts"


_OF_THEM = """(
    SELECT recipient_id, home_id FROM access_assignment
    UNION SELECT recipient_id, home_id FROM mounting_mountingcase
    UNION SELECT recipient_id, home_id FROM mounting_ending
    UNION SELECT recipient_id, home_id FROM damage_damage)"""
_HOMES = f"""
    SELECT DISTINCT t.home_id FROM {_OF_THEM} t
    WHERE t.recipient_id = %(person)s AND t.home_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM {_OF_THEM} o WHERE o.home_id = t.home_id AND o.recipient_id <> %(person)s)
"""  # noqa: S608  (every word of it is ours)

# One whose unit is on the door for somebody else there stays in their cases.
_ASKED = {
    Need.SERVICE: "SELECT FROM people_recipient WHERE id = %(person)s AND active",
    Need.MOUNTED: """SELECT FROM doors_unit u WHERE u.home_id = ANY(%(homes)s)
        OR EXISTS (SELECT FROM mounting_mountingcase c WHERE c.recipient_id = %(person)s
            AND c.home_id = u.home_id AND c.task = 'mount' AND c.opened_at <= u.mounted_at
            AND (c.closed_at IS NULL OR c.closed_at >= u.mounted_at - interval '1 day'))""",
    Need.PARTS: """SELECT FROM doors_bag b JOIN mounting_ending e ON e.unit_id = b.unit_id
        WHERE e.recipient_id = %(person)s AND b.emptied_at IS NULL
        AND (e.closed_at IS NULL OR b.packed_at <= e.closed_at)""",
    Need.UNDER_WAY: """SELECT FROM mounting_mountingcase
        WHERE recipient_id = %(person)s AND closed_at IS NULL
        UNION ALL SELECT FROM mounting_ending
        WHERE recipient_id = %(person)s AND closed_at IS NULL
        UNION ALL SELECT FROM mounting_workorder
        WHERE home_id = ANY(%(homes)s) AND done_at IS NULL""",
    Need.DAMAGE: """SELECT FROM damage_damage d LEFT JOIN LATERAL (
            SELECT max(decided_at) AS at FROM damage_damagedecision WHERE damage_id = d.id
        ) AS last ON true
        WHERE d.recipient_id = %(person)s AND (last.at IS NULL OR EXISTS (
            SELECT FROM damage_damagecomplaint c
            WHERE c.damage_id = d.id AND c.complained_at >= last.at))""",
    Need.QUESTION: """SELECT FROM access_question q WHERE q.recipient_id = %(person)s
        AND NOT EXISTS (SELECT FROM access_answer a WHERE a.question_id = q.id)""",
    Need.LOG_OF_VISITS: """SELECT FROM access_assignment
        WHERE recipient_id = %(person)s AND ends_at >= %(visits)s""",
    Need.LOG_OF_LOOKS: """SELECT FROM people_look
        WHERE recipient_id = %(person)s AND at >= %(looks)s""",
    Need.ACCOUNTS: """SELECT FROM damage_damage d JOIN damage_damagedecision n ON n.damage_id = d.id
        WHERE d.recipient_id = %(person)s AND n.amount > 0 AND n.decided_at >= %(damage)s""",
}


def homes_of(person: UUID) -> list[UUID]:
    """The homes where nobody else has had visits, cases or damage."""
    with connection.cursor() as cursor:
        cursor.execute(_HOMES, {"person": person})
        return [home for (home,) in cursor.fetchall()]


def needed(person: UUID, homes: list[UUID], before: Mapping[Kept, datetime]) -> list[Need]:
    """What stands against erasing them. `before`: what is older a law asks for no longer."""
    given: dict[str, Any] = {"person": person, "homes": homes}
    given |= {kept.value: at for kept, at in before.items()}
    found = []
    with connection.cursor() as cursor:
        for need, which in _ASKED.items():
            cursor.execute(f"SELECT EXISTS ({which})", given)
            ((stands,),) = cursor.fetchall()
            if stands:
                found.append(need)
    return found
