"""What the ledger covers of people: who works and may what, and who saw whose data."""

from elaas.audit.queries.covers import Cover, text, time, uuid

PEOPLE = (
    Cover(
        "people_phone",
        ("phone_enrolled",),
        {"id": uuid("phone")},
        {
            "employee_id": uuid("employee"),
            "enrolled_at": time("at"),
            "key_x": "decode(told -> 'key' ->> 0, 'hex')",
            "key_y": "decode(told -> 'key' ->> 1, 'hex')",
        },
    ),
    Cover(
        "people_phone",
        ("phone_blocked",),
        {"id": uuid("phone")},
        {"blocked_at": time("at"), "blocked_because": text("because")},
        of="blocked_at IS NOT NULL",
    ),
    Cover(
        "people_rolegrant",
        ("role_granted", "role_withdrawn"),
        {"employee_id": uuid("employee"), "role": text("role")},
        {"granted_at": time("at")},
        of="withdrawn_at IS NULL",
        stands=("role_granted",),
    ),
    Cover(
        "people_employeerole",
        ("role_given", "role_ended"),
        {"id": uuid("role")},
        {
            "employee_id": uuid("employee"),
            "service": text("service"),
            "starts_at": time("starts_at"),
            "ends_at": time("ends_at"),
            "active": "kind = 'role_given'",
        },
    ),
    Cover(
        "people_shift",
        ("shift_recorded",),
        {
            "employee_id": uuid("employee"),
            "starts_at": time("starts_at"),
            "ends_at": time("ends_at"),
        },
    ),
    Cover(
        "people_recipient",
        ("service_started", "service_stopped"),
        {"id": uuid("recipient")},
        {"active": "kind = 'service_started'"},
    ),
    Cover(
        "people_employee",
        ("employment_started", "employment_stopped"),
        {"id": uuid("employee")},
        {"active": "kind = 'employment_started'"},
    ),
)

# Who saw whose data, and what was asked about it: not what was said.
SEEN = (
    Cover(
        "people_look",
        ("looked",),
        {"id": uuid("look")},
        {
            "employee_id": uuid("employee"),
            "recipient_id": uuid("recipient"),
            "colleague_id": uuid("colleague"),
            "what": text("what"),
            "because": text("because"),
            "about": uuid("about"),
            "at": time("at"),
        },
    ),
    Cover(
        "access_question",
        ("question_asked",),
        {"id": uuid("question")},
        {
            "recipient_id": uuid("recipient"),
            "about": text("about"),
            "asked_at": time("at"),
            "by_kind": text("by"),
            "by_id": uuid("by_id"),
            "came": "coalesce(told ->> 'came', 'by_page')",
            "noted_by_id": uuid("noted_by"),
        },
    ),
    Cover(
        "access_answer",
        ("question_answered",),
        {"question_id": uuid("question")},
        {"answered_at": time("at"), "answered_by_id": uuid("by")},
    ),
    Cover("access_answerletter", ("answer_on_paper",), {"answer_id": uuid("question")}),
    Cover(
        "clients_client",
        ("client_registered",),
        {"id": uuid("client")},
        {"scopes": text("scopes"), "registered_at": time("at")},
    ),
    Cover(
        "clients_client",
        ("client_withdrawn",),
        {"id": uuid("client")},
        {"withdrawn_at": time("at")},
        of="withdrawn_at IS NOT NULL",
    ),
)
