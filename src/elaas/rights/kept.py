"""What is kept for a time, and goes then: the rows, and the entries of the ledger about them.

Declarative: `rights.operations.forget` does it. A group's rows are found after those of the groups
before it, whose keys it may name; they are deleted in the opposite order.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kept(StrEnum):
    """What has a time of its own; the setting is called ELAAS_KEEP_ and this."""

    VISITS = "visits"
    MESSAGES = "messages"
    LOOKS = "looks"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of `table`: `which` answers the `key` of each, by %(before)s, %(most)s and groups."""

    table: str
    key: str
    which: str

    @property
    def delete(self) -> str:
        """The statement that deletes them."""
        return f"DELETE FROM {self.table} WHERE {self.key} = ANY(%s)"  # noqa: S608  (our words)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """`kinds` of entries, and which of them are `about` these rows (`told`: what an entry says)."""

    groups: tuple[Group, ...]
    kinds: tuple[str, ...]
    about: str

    @property
    def entries(self) -> str:
        """The statement that finds them: all, or those that came with %(since)s or later."""
        return f"""
            SELECT e.id FROM ledger_entry e,
            LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS told) AS said
            WHERE e.kind = ANY(%(kinds)s)
              AND (%(since)s::text IS NULL OR e.xact >= %(since)s::text::xid8)
              AND ({self.about})
        """  # noqa: S608  (every word of it is ours)


def _by(table: str, group: str, column: str) -> Group:
    return Group(table, "id", f"SELECT id FROM {table} WHERE {column} = ANY(%({group})s)")  # noqa: S608


_VISITS = Forgetting(
    groups=(
        Group(
            "access_assignment",
            "id",
            """SELECT id FROM access_assignment WHERE ends_at < %(before)s
            ORDER BY ends_at, id LIMIT %(most)s""",
        ),
        Group(
            "mounting_crewvisit",
            "assignment_id",
            """SELECT assignment_id FROM mounting_crewvisit
            WHERE assignment_id = ANY(%(access_assignment)s)""",
        ),
        _by("access_refusal", "access_assignment", "assignment_id"),
        _by("access_step", "access_assignment", "assignment_id"),
        Group(
            "access_credential",
            "cti",
            "SELECT cti FROM access_credential WHERE assignment_id = ANY(%(access_assignment)s)",
        ),
        # One that no credential of ours explains goes by when it came: its lock's clock may be off.
        Group(
            "access_receipt",
            "id",
            """SELECT id FROM access_receipt WHERE credential_id = ANY(%(access_credential)s)
            UNION ALL (SELECT id FROM access_receipt
            WHERE credential_id IS NULL AND stored_at < %(before)s ORDER BY id LIMIT %(most)s)""",
        ),
        Group(
            "access_incident",
            "id",
            """SELECT id FROM access_incident WHERE receipt_id = ANY(%(access_receipt)s)
            UNION ALL (SELECT id FROM access_incident
            WHERE receipt_id IS NULL AND noted_at < %(before)s ORDER BY id LIMIT %(most)s)""",
        ),
        # What was found in them goes with them; an order that a silent unit led to names nobody.
        Group(
            "alarms_finding",
            "id",
            """SELECT id FROM alarms_finding WHERE incident_id = ANY(%(access_incident)s)
            UNION SELECT finding_id FROM alarms_findingreceipt
            WHERE receipt_id = ANY(%(access_receipt)s)""",
        ),
        _by("alarms_findingreceipt", "alarms_finding", "finding_id"),
        _by("alarms_findingdeed", "alarms_finding", "finding_id"),
        Group(
            "access_attempt",
            "id",
            "SELECT id FROM access_attempt WHERE told_at < %(before)s ORDER BY id LIMIT %(most)s",
        ),
    ),
    kinds=(
        "assignment_recorded",
        "assignment_withdrawn",
        "could_not_get_in",
        "credential_issued",
        "credential_refused",
        "credential_revoked",
        "finding_closed",
        "finding_commented",
        "finding_noted",
        "incident",
        "kin_number_shown",
        "mounting_planned",
        "receipt",
        "receipt_corrected",
        "refused_by_phone",
        "removal_planned",
        "revocation_heard",
        "service_planned",
        "visit_called_off",
    ),
    about="""
        coalesce(told -> 'assignment' ->> 'id', told ->> 'assignment')::uuid
            = ANY(%(access_assignment)s)
        OR (told ->> 'cti')::uuid = ANY(%(access_credential)s)
        OR (told ->> 'finding')::uuid = ANY(%(alarms_finding)s)
        OR (told ->> 'attempt')::uuid = ANY(%(access_attempt)s)
        OR e.kind IN ('receipt', 'receipt_corrected') AND
            (told ->> 'lock', (told ->> 'seq')::bigint) IN
            (SELECT unit_id, seq FROM access_receipt WHERE id = ANY(%(access_receipt)s))
        OR e.kind = 'incident' AND
            (told ->> 'incident', decode(told ->> 'digest', 'hex')) IN
            (SELECT kind, digest FROM access_incident WHERE id = ANY(%(access_incident)s))
    """,
)

# One that another one waits for stays as long as that one.
_MESSAGES = Forgetting(
    groups=(
        Group(
            "notices_message",
            "id",
            """SELECT m.id FROM notices_message m WHERE m.created_at < %(before)s
            AND NOT EXISTS (SELECT FROM notices_message n
                WHERE n.after_id = m.id AND n.created_at >= %(before)s)
            ORDER BY m.created_at DESC, m.after_id IS NULL, m.id LIMIT %(most)s""",
        ),
        _by("notices_delivery", "notices_message", "message_id"),
        Group(
            "notices_fallback",
            "message_id",
            "SELECT message_id FROM notices_fallback WHERE message_id = ANY(%(notices_message)s)",
        ),
        Group(
            "notices_kept",
            "message_id",
            "SELECT message_id FROM notices_kept WHERE message_id = ANY(%(notices_message)s)",
        ),
    ),
    kinds=(
        "call_number_shown",
        "notice_begun",
        "notice_called",
        "notice_delivered",
        "notice_failed",
        "notice_fell_back",
        "notice_handed_over",
        "notice_letter_made",
        "notice_sent",
        "notice_withdrawn",
    ),
    about="(told ->> 'message')::uuid = ANY(%(notices_message)s)",
)

_LOOKS = Forgetting(
    groups=(
        Group(
            "people_look",
            "id",
            "SELECT id FROM people_look WHERE at < %(before)s ORDER BY at, id LIMIT %(most)s",
        ),
    ),
    kinds=("looked",),
    about="(told ->> 'look')::uuid = ANY(%(people_look)s)",
)

FORGETTING = {Kept.VISITS: _VISITS, Kept.MESSAGES: _MESSAGES, Kept.LOOKS: _LOOKS}
