# ruff: noqa: S608  (every word of the SQL is ours)
"""People: who gets care and their kin, who worked here, and what the care system told of them."""

from elaas.rights.kept.shape import Forgetting, Group, by, root

# One that is not decided, or not since somebody complained, stays.
_DECIDED = "(SELECT max(d.decided_at) FROM damage_damagedecision d WHERE d.damage_id = t.id)"
DAMAGE = Forgetting(
    groups=(
        root(
            "damage_damage",
            since=_DECIDED,
            ended=f"""NOT EXISTS (SELECT FROM damage_damagecomplaint c
                WHERE c.damage_id = t.id AND c.complained_at >= {_DECIDED})""",
            whose="""t.recipient_id = %(person)s
                OR t.recipient_id IS NULL AND t.home_id = ANY(%(homes)s)""",
        ),
        by("damage_damagedecision", "damage_damage", "damage_id"),
        by("damage_damagecomplaint", "damage_damage", "damage_id"),
        by("damage_damage_photos", "damage_damage", "damage_id"),
    ),
    kinds=("damage_complained", "damage_decided", "damage_reported"),
    named=(("damage", "damage_damage"),),
)


def _last_told(resource: str) -> str:
    """When the care system's newest version of this resource about a row is from."""
    return f"""(SELECT s.version FROM intake_source s
        WHERE s.reference = '{resource}/' || t.source_id)"""


def _sources(**resources: str) -> Group:
    """What is remembered of these resources: by the table whose rows they tell of, a group."""
    some = " UNION ".join(
        f"""SELECT '{resource}/' || source_id FROM {table} WHERE id = ANY(%({table})s)"""
        for table, resource in resources.items()
    )
    which = f"SELECT reference FROM intake_source WHERE reference IN ({some})"
    return Group("intake_source", "reference", which)


# Whom the recipient named themself is none any more when nothing is allowed them.
KIN = Forgetting(
    groups=(
        root(
            "people_kin",
            since=f"""greatest({_last_told("RelatedPerson")}, (
                SELECT max(d.at) FROM people_kindecision d WHERE d.kin_id = t.id))""",
            ended="""NOT t.active OR t.named_at IS NOT NULL AND NOT EXISTS (
                SELECT FROM (SELECT DISTINCT ON (d.right) d.allowed FROM people_kindecision d
                WHERE d.kin_id = t.id ORDER BY d.right, d.id DESC) AS last WHERE last.allowed)""",
        ),
        by("people_kindecision", "people_kin", "kin_id"),
        _sources(people_kin="RelatedPerson"),
    ),
    kinds=("kin_allowed", "kin_named", "kin_withdrawn"),
    named=(("kin", "people_kin"),),
)

RECIPIENTS = Forgetting(
    groups=(
        root(
            "people_recipient",
            since=_last_told("Patient"),
            ended="""NOT t.active AND NOT EXISTS (
                SELECT FROM people_kin k WHERE k.recipient_id = t.id AND NOT <<free people_kin k>>)
            """,
            whose="t.id = %(person)s",
        ),
        by("people_kin", "people_recipient", "recipient_id"),
        by("people_kindecision", "people_kin", "kin_id"),
        by("eligibility_statement", "people_recipient", "recipient_id"),
        by("eligibility_review", "eligibility_statement", "statement_id"),
        by("clients_clientlook", "people_recipient", "recipient"),
        _sources(people_recipient="Patient", people_kin="RelatedPerson"),
        # Visits of theirs that could not be used; by age these go as imports.
        Group(
            "intake_source",
            "reference",
            "",
            """SELECT reference FROM intake_source WHERE facts ->> 'recipient' =
            (SELECT source_id FROM people_recipient WHERE id = %(person)s)""",
            called="intake_source of visits",
        ),
        # At a common door it is the door's, and says no more who told it.
        Group(
            "mounting_faultreport",
            "id",
            """SELECT id FROM mounting_faultreport WHERE by_id = ANY(%(people_recipient)s)
            OR by_id = ANY(%(people_kin)s)""",
            blank="by_id = NULL",
            called="mounting_faultreport of nobody",
        ),
    ),
    kinds=(
        "citizen_logged_in",
        "decision_reviewed",
        "kin_allowed",
        "kin_named",
        "kin_withdrawn",
        "log_on_paper",
        "own_letter_made",
        "log_on_paper",
        "person_exported",
        "service_started",
        "service_stopped",
        "situation_stated",
    ),
    named=(
        ("recipient", "people_recipient"),
        ("kin", "people_kin"),
        ("statement", "eligibility_statement"),
        ("review", "eligibility_review"),
    ),
    about="told -> 'recipients' ?| %(people_recipient__said)s",
)

# A later one stands, so that whoever had hours still has them; no visit of that time is kept.
SHIFTS = Forgetting(
    groups=(
        root(
            "people_shift",
            since="t.ends_at",
            ended="""EXISTS (SELECT FROM people_shift o
                WHERE o.employee_id = t.employee_id AND o.ends_at > t.ends_at)
            AND NOT EXISTS (SELECT FROM access_assignment a WHERE a.employee_id = t.employee_id
                AND a.starts_at < t.ends_at + interval '7 days')""",
        ),
    ),
    kinds=("shift_recorded",),
    about="""((told ->> 'employee')::uuid, (told ->> 'starts_at')::timestamptz,
        (told ->> 'ends_at')::timestamptz) IN (SELECT employee_id, starts_at, ends_at
        FROM people_shift WHERE id = ANY(%(people_shift)s))""",
)

# For each phone PostgreSQL reads all receipts, to see that it brought none.
FEW = 3
PHONES = Forgetting(
    groups=(
        root("people_phone", since="t.blocked_at"),
        root("people_phoneinvite", since="t.expires_at", key="code_hash"),
    ),
    kinds=("phone_blocked", "phone_enrolled"),
    named=(("phone", "people_phone"),),
    timed=("claim_secret_told", "phone_invited"),
    at_once=FEW,
)

# Who is named by what stays for the units' sake becomes an id without a name.
_LEFT = f"""NOT t.active AND {_last_told("Practitioner")} < %(before)s AND NOT EXISTS (
    SELECT FROM people_phone p WHERE p.employee_id = t.id AND NOT <<free people_phone p>>)"""
EMPLOYEES = Forgetting(
    groups=(
        Group(
            "people_employee",
            "id",
            f"""SELECT t.id FROM people_employee t WHERE {_LEFT} AND <<left people_employee t>>
            ORDER BY t.id LIMIT %(most)s""",
            "",
            blank="given = '', family = '', number = '', hpr_number = ''",
            called="people_employee without a name",
        ),
        Group(
            "people_employee",
            "id",
            """SELECT t.id FROM people_employee t
            WHERE t.id = ANY(%(people_employee without a name)s) AND <<free people_employee t>>""",
        ),
        *(
            by(table, "people_employee without a name", "employee_id")
            for table in (
                "people_employeerole",
                "people_shift",
                "people_rolegrant",
                "people_phone",
                "people_employeesession",
                "mounting_crewmember",
            )
        ),
        Group(
            "people_phoneinvite",
            "code_hash",
            """SELECT code_hash FROM people_phoneinvite
            WHERE employee_id = ANY(%(people_employee without a name)s)
            OR made_by_id = ANY(%(people_employee without a name)s)""",
        ),
        Group(
            "intake_source",
            "reference",
            """SELECT reference FROM intake_source WHERE reference IN (
                SELECT 'Practitioner/' || source_id FROM people_employee
                WHERE id = ANY(%(people_employee without a name)s)
                UNION SELECT 'PractitionerRole/' || source_id FROM people_employeerole
                WHERE id = ANY(%(people_employeerole)s))""",
        ),
    ),
    kinds=(
        "crew_joined",
        "crew_left",
        "employment_started",
        "employment_stopped",
        "phone_blocked",
        "phone_enrolled",
        "phone_invited",
        "role_ended",
        "role_given",
        "role_granted",
        "role_withdrawn",
        "shift_recorded",
    ),
    named=(("employee", "people_employee"), ("phone", "people_phone")),
    # That an id worked here is told as long as the id stands.
    about="""e.kind NOT IN ('employment_started', 'employment_stopped')
        AND told ->> 'employee' = ANY(%(people_employee without a name__said)s)""",
    at_once=FEW,
)

# Of what is not here any more, or never could be used.
_HERE = (
    ("Patient", "people_recipient"),
    ("RelatedPerson", "people_kin"),
    ("Practitioner", "people_employee"),
    ("PractitionerRole", "people_employeerole"),
    ("Location", "doors_home"),
    ("Location", "doors_building"),
    ("Appointment", "access_assignment"),
)
IMPORTS = Forgetting(
    groups=(
        root(
            "intake_source",
            since="t.version",
            key="reference",
            # A visit waits until it is long over.
            ended="(NOT t.waits OR t.reference LIKE 'Appointment/%%') AND "
            + " AND ".join(
                f"NOT EXISTS (SELECT FROM {table} o WHERE t.reference = '{name}/' || o.source_id)"
                for name, table in _HERE
            ),
        ),
    ),
)
