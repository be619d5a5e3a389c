"""Patients, their kin, Practitioners and their roles become the people we know."""

from collections.abc import Sequence
from datetime import datetime

from elaas.access.operations.record import withdraw_resting_on
from elaas.eligibility.operations import services_turned
from elaas.intake.operations.desk import Desk, chunks, identity, known
from elaas.intake.rules.envelopes import Rejected
from elaas.intake.rules.visits import left_out, unknown_patient, unknown_practitioners
from elaas.people.facts import Employee, Kin, Recipient, Role
from elaas.people.operations import record as people


def record_patients(desk: Desk, told: Sequence[Recipient], *, unusable: Sequence[Rejected]) -> None:
    """Recipients; the visits and the kin of one who can no longer be known go too."""
    for some in chunks(told):
        done = people.record_recipients(some, now=desk.now)
        desk.recipients.update(done.affected)
        _services_turned(some, done, now=desk.now)
        desk.used("Patient", [one.source_id for one in some], done)
    gone = people.drop_recipients([identity(one) for one in unusable], now=desk.now)
    services_turned(dict.fromkeys(gone.people.values(), False), now=desk.now)
    desk.rejected("Patient", unusable)
    desk.lost(
        unknown_patient(f"RelatedPerson/{kin}", patient) for kin, patient in gone.with_them.items()
    )
    for patient, recipient in gone.people.items():
        desk.recipients.add(recipient)
        resting = withdraw_resting_on(recipients=[recipient], now=desk.now)
        desk.lost(unknown_patient(f"Appointment/{visit}", patient) for visit in resting)


def _services_turned(told: Sequence[Recipient], done: people.Recorded, *, now: datetime) -> None:
    """Who must have an eLås is decided anew for those whose services have started or ended."""
    ours = people.known_recipients({one.source_id for one in told})
    turned = {*done.affected, *(ours[source_id] for source_id in done.created)}
    services_turned(
        {ours[one.source_id]: one.active for one in told if ours[one.source_id] in turned}, now=now
    )


def record_related_persons(
    desk: Desk, told: Sequence[Kin], *, unusable: Sequence[Rejected]
) -> None:
    """Next of kin."""
    patients = known("Patient", people.known_recipients({one.recipient for one in told}))
    strangers = [
        unknown_patient(f"RelatedPerson/{one.source_id}", one.recipient)
        for one in told
        if one.recipient not in patients
    ]
    for some in chunks([one for one in told if one.recipient in patients]):
        done = people.record_kin(some, recipients=patients)
        desk.used("RelatedPerson", [one.source_id for one in some], done)
    not_used = [*unusable, *strangers]
    people.drop_kin([identity(one) for one in not_used])
    desk.rejected("RelatedPerson", not_used)


def record_practitioners(
    desk: Desk, told: Sequence[Employee], *, unusable: Sequence[Rejected]
) -> None:
    """Employees; the visits and the roles of one who can no longer be known go too."""
    for some in chunks(told):
        done = people.record_employees(some, now=desk.now)
        desk.employees.update(done.affected)
        desk.used("Practitioner", [one.source_id for one in some], done)
    gone = people.drop_employees([identity(one) for one in unusable], now=desk.now)
    desk.rejected("Practitioner", unusable)
    desk.lost(
        unknown_practitioners(f"PractitionerRole/{role}", [practitioner])
        for role, practitioner in gone.with_them.items()
    )
    for practitioner, employee in gone.people.items():
        desk.employees.add(employee)
        resting = withdraw_resting_on(employees=[employee], now=desk.now)
        desk.lost(
            (left_out if others else unknown_practitioners)(f"Appointment/{visit}", [practitioner])
            for visit, others in resting.items()
        )


def record_practitioner_roles(
    desk: Desk, told: Sequence[Role], *, unusable: Sequence[Rejected]
) -> None:
    """Roles; one that cannot be used ends."""
    practitioners = known("Practitioner", people.known_employees({one.employee for one in told}))
    strangers = [
        unknown_practitioners(f"PractitionerRole/{one.source_id}", [one.employee])
        for one in told
        if one.employee not in practitioners
    ]
    for some in chunks([one for one in told if one.employee in practitioners]):
        done = people.record_roles(some, employees=practitioners, now=desk.now)
        desk.employees.update(done.affected)
        desk.used("PractitionerRole", [one.source_id for one in some], done)
    not_used = [*unusable, *strangers]
    desk.employees.update(people.drop_roles([identity(one) for one in not_used], now=desk.now))
    desk.rejected("PractitionerRole", not_used)
