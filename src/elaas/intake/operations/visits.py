"""Appointments become assignments, or withdraw them."""

from collections.abc import Iterable, Sequence

from elaas.access.operations.record import Planned, record_assignments
from elaas.doors.operations import record as doors
from elaas.intake.operations.desk import Desk, chunks, identity, known
from elaas.intake.rules.envelopes import Rejected
from elaas.intake.rules.visits import Known, NoVisit, Resolved, Visit, left_out, resolve
from elaas.people.operations import record as people


def record_appointments(
    desk: Desk,
    *,
    visits: Sequence[Visit],
    no_visits: Sequence[NoVisit],
    unusable: Sequence[Rejected],
) -> None:
    """First those that give access, then those whose status gives none, then the unusable."""
    directory = _directory(visits)
    strangers: list[Rejected] = []
    for chunk in chunks(visits):
        answers = [resolve(visit, directory) for visit in chunk]
        _plan(desk, [one for one in answers if isinstance(one, Resolved)])
        strangers += [one for one in answers if isinstance(one, Rejected)]
    for some in chunks(no_visits):
        withdrawn = _withdraw(desk, [visit.source_id for visit in some])
        desk.report.count("Appointment", "withdrawn", withdrawn)
        desk.report.count("Appointment", "no_access", len(some) - withdrawn)
        desk.remember([f"Appointment/{visit.source_id}" for visit in some])
    not_used = [*unusable, *strangers]
    _withdraw(desk, [identity(one) for one in not_used])
    desk.rejected("Appointment", not_used)


def _directory(visits: Iterable[Visit]) -> Known:
    """Everyone and every place that these visits name and that we know."""
    patients: set[str] = set()
    practitioners: set[str] = set()
    locations: set[str] = set()
    for visit in visits:
        patients.add(visit.recipient)
        practitioners.update(visit.employees)
        locations.update(visit.places)
    return Known(
        recipients=known("Patient", people.known_recipients(patients)),
        employees=known("Practitioner", people.known_employees(practitioners)),
        homes=doors.known_homes(locations),
        buildings=frozenset(doors.known_buildings(locations)),
    )


def _plan(desk: Desk, resolved: Sequence[Resolved]) -> None:
    planned = [
        Planned(
            source_id=one.visit.source_id,
            source_version=one.visit.version,
            employees=one.employees,
            recipient=one.recipient,
            home=one.home,
            service=one.visit.service,
            starts_at=one.visit.starts_at,
            ends_at=one.visit.ends_at,
        )
        for one in resolved
    ]
    done = record_assignments(planned, without={}, now=desk.now)
    desk.assignments.update(done.touched)
    partly = [
        left_out(f"Appointment/{one.visit.source_id}", one.unknown)
        for one in resolved
        if one.unknown
    ]
    desk.used("Appointment", [one.source_id for one in planned], done, partly)


def _withdraw(desk: Desk, source_ids: Sequence[str]) -> int:
    """Take away what older versions gave; answers from how many visits."""
    versions = {one: desk.memos[f"Appointment/{one}"].version for one in source_ids}
    done = record_assignments([], without=versions, now=desk.now)
    desk.assignments.update(done.touched)
    return len(done.withdrawn)
