"""Visits, who could open and did, and what was found in that."""

from elaas.rights.kept.shape import Forgetting, Group, by

VISITS = Forgetting(
    groups=(
        Group(
            "access_assignment",
            "id",
            """SELECT id FROM access_assignment WHERE ends_at < %(before)s
            ORDER BY ends_at, id LIMIT %(most)s""",
            # What was done at a door of theirs alone names nobody else.
            """SELECT id FROM access_assignment WHERE recipient_id = %(person)s
            OR recipient_id IS NULL AND home_id = ANY(%(homes)s)""",
        ),
        Group(
            "intake_source",
            "reference",
            """SELECT reference FROM intake_source WHERE reference IN (
                SELECT 'Appointment/' || source_id FROM access_assignment
                WHERE id = ANY(%(access_assignment)s))""",
        ),
        Group(
            "mounting_crewvisit",
            "assignment_id",
            """SELECT assignment_id FROM mounting_crewvisit
            WHERE assignment_id = ANY(%(access_assignment)s)""",
        ),
        by("access_refusal", "access_assignment", "assignment_id"),
        by("access_step", "access_assignment", "assignment_id"),
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
            "SELECT id FROM access_receipt WHERE credential_id = ANY(%(access_credential)s)",
        ),
        Group(
            "access_incident",
            "id",
            """SELECT id FROM access_incident WHERE receipt_id = ANY(%(access_receipt)s)
            UNION ALL (SELECT id FROM access_incident
            WHERE receipt_id IS NULL AND noted_at < %(before)s ORDER BY id LIMIT %(most)s)""",
            "SELECT id FROM access_incident WHERE receipt_id = ANY(%(access_receipt)s)",
        ),
        # What was found in them goes with them; an order that a silent unit led to names nobody.
        Group(
            "alarms_finding",
            "id",
            """SELECT id FROM alarms_finding WHERE incident_id = ANY(%(access_incident)s)
            UNION SELECT finding_id FROM alarms_findingreceipt
            WHERE receipt_id = ANY(%(access_receipt)s)""",
        ),
        by("alarms_findingreceipt", "alarms_finding", "finding_id"),
        by("alarms_findingdeed", "alarms_finding", "finding_id"),
        Group(
            "access_attempt",
            "id",
            "SELECT id FROM access_attempt WHERE told_at < %(before)s ORDER BY id LIMIT %(most)s",
            "",
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
