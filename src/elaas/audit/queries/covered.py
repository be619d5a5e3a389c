"""What the ledger covers: the tables, and the columns of each, that no one changes unseen.

docs/threats.md says it in words.
"""

from elaas.audit.queries.covered_doors import DOORS
from elaas.audit.queries.covered_people import PEOPLE, SEEN
from elaas.audit.queries.covers import (
    Cover,
    nothing_as_empty,
    number,
    octets,
    text,
    time,
    uuid,
)

_VISIT = {
    "employee_id": uuid("employee"),
    "home_id": uuid("home"),
    "starts_at": time("starts_at"),
    "ends_at": time("ends_at"),
}
_NEEDED = "CASE told ->> 'needed' WHEN 'yes' THEN true WHEN 'no' THEN false END"

OPENINGS = (
    Cover(
        "access_receipt",
        ("receipt",),
        {"unit_id": text("lock"), "seq": number("seq")},
        {
            "at": time("at"),
            "operation": text("operation"),
            "outcome": number("outcome"),
            "uncertainty": number("uncertainty"),
        },
    ),
    Cover(
        "access_receipt",
        ("receipt", "receipt_corrected"),
        {"unit_id": text("lock"), "seq": number("seq")},
        {"digest": octets("digest")},
    ),
    Cover(
        "access_incident",
        ("incident",),
        {"kind": text("incident"), "digest": octets("digest")},
        {"unit_id": text("lock"), "phone_id": uuid("phone"), "noted_at": time("at")},
    ),
    Cover(
        "access_attempt",
        ("refused_by_phone",),
        {"id": uuid("attempt")},
        {
            "phone_id": uuid("phone"),
            "employee_id": uuid("employee"),
            "label": text("label"),
            "unit_id": text("lock"),
            "reason": text("reason"),
            "tried_at": time("tried_at"),
            "told_at": time("at"),
        },
    ),
    Cover(
        "access_step",
        ("could_not_get_in",),
        {"id": uuid("step")},
        {
            "ladder": uuid("ladder"),
            "phone_id": uuid("phone"),
            "assignment_id": uuid("assignment"),
            "unit_id": text("lock"),
            "rung": text("rung"),
            "taken_at": time("taken_at"),
            "told_at": time("at"),
        },
    ),
)

ACCESS = (
    Cover(
        "access_credential",
        ("credential_issued",),
        {"cti": uuid("cti")},
        {
            "unit_id": text("lock"),
            "phone_id": uuid("phone"),
            "scope": text("scope"),
            "epoch": number("epoch"),
            "issued_at": time("at"),
            "not_before": time("not_before"),
            "expires_at": time("expires_at"),
            "assignment_id": "(told -> 'assignment' ->> 'id')::uuid",
        },
    ),
    Cover(
        "access_credential",
        ("credential_revoked",),
        {"cti": uuid("cti")},
        {"revoked_at": time("at"), "revoked_because": text("because")},
        of="revoked_at IS NOT NULL",
    ),
    Cover(
        "access_credential",
        ("revocation_heard",),
        {"cti": uuid("cti")},
        {"heard_at": time("at")},
        of="heard_at IS NOT NULL",
    ),
    Cover(
        "access_assignment",
        ("assignment_recorded", "assignment_withdrawn"),
        {"id": uuid("assignment")},
        {
            **_VISIT,
            "recipient_id": uuid("recipient"),
            "service": text("service"),
            "source_id": text("source"),
            "source_version": time("source_version"),
            "withdrawn_at IS NOT NULL": "kind = 'assignment_withdrawn'",
        },
        of="kind = 'care'",
    ),
    Cover(
        "access_assignment",
        ("mounting_planned", "removal_planned", "service_planned", "visit_called_off"),
        {"id": uuid("assignment")},
        {
            **_VISIT,
            "unit_id": text("lock"),
            "withdrawn_at IS NOT NULL": "kind = 'visit_called_off'",
        },
        of="kind <> 'care'",
    ),
    Cover(
        "access_slacktold",
        ("slack_set",),
        {"id": number("slack")},
        {
            "seconds_before": number("before"),
            "seconds_after": number("after"),
            "told_at": time("at"),
        },
    ),
    Cover(
        "access_refusal",
        ("credential_refused",),
        {
            "assignment_id": uuid("assignment"),
            "coalesce(unit_id, '')": nothing_as_empty("lock"),
            "reason": text("reason"),
            "refused_at": time("at"),
        },
    ),
)

DECISIONS = (
    Cover(
        "eligibility_statement",
        ("situation_stated",),
        {"id": number("statement")},
        {
            "recipient_id": uuid("recipient"),
            "stated_by_id": uuid("by"),
            "stated_at": time("at"),
            "needed": _NEEDED,
            "reason": nothing_as_empty("reason"),
        },
    ),
    Cover(
        "eligibility_review",
        ("decision_reviewed",),
        {"id": number("review")},
        {
            "statement_id": number("statement"),
            "reviewed_by_id": uuid("by"),
            "reviewed_at": time("at"),
            "needed": _NEEDED,
        },
    ),
)

_DEED = """CASE WHEN kind = 'finding_commented' THEN 'commented'
    WHEN told ->> 'settled' IS NOT NULL THEN 'settled' ELSE 'closed' END"""

FINDINGS = (
    Cover(
        "alarms_finding",
        ("finding_noted",),
        {"id": uuid("finding")},
        {
            "kind": text("found"),
            "unit_id": text("lock"),
            "employee_id": uuid("employee"),
            "incident_id": number("incident"),
            "order_id": uuid("order"),
            "first_missing": number("first_missing"),
            "last_missing": number("last_missing"),
            "found_at": time("at"),
        },
    ),
    Cover(
        "alarms_findingdeed",
        ("finding_commented", "finding_closed"),
        {"id": number("deed")},
        {
            "finding_id": uuid("finding"),
            "by_id": uuid("by"),
            "at": time("at"),
            "deed": _DEED,
        },
    ),
    Cover(
        "alarms_auditrun",
        ("audited",),
        {"id": number("audit")},
        {"at": time("at"), "faults": number("faults"), "outside": number("outside")},
    ),
)

EVERYTHING = (*OPENINGS, *ACCESS, *PEOPLE, *SEEN, *DOORS, *DECISIONS, *FINDINGS)
