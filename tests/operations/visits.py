"""A crew's visit at a flat behind a common entrance, and the steps its phone tells of."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from elaas.access.rules import Period
from elaas.doors.models import Building, Home, Unit
from elaas.mounting.models import Appointment, Crew, MountingCase, VisitReport
from elaas.mounting.operations.van import load_units
from elaas.mounting.operations.visit.reports import Report, store_report
from elaas.mounting.visits import PHOTOS, ReportKind, Trouble
from elaas.people.models import Employee, Phone
from elaas.people.queries import EnrolledPhone, phones
from tests import make
from tests.make import NOON, VISIT
from tests.pictures import taken

PHOTO = taken()
TOLD: dict[ReportKind, dict[str, Any]] = {
    ReportKind.CONDITION: {"make": "Trio Ving", "cylinder": "skandinavisk", "gap_mm": "3.5"},
    ReportKind.CANNOT: {"reason": "Dørbladet er av glass.", "then": "appointment"},
    ReportKind.PARTS: {
        "label": "4711",
        "place": "Boden, øverste hylle",
        "parts": [{"name": "Sylinderring", "count": 2}, {"name": "Knappvrider", "count": 1}],
    },
    ReportKind.KEY: {},
    ReportKind.AFTER: {},
    ReportKind.TAUGHT: {"points": ["own_key", "knock", "call"]},
    ReportKind.SIGNED: {"how": "typed", "name": "Turid Bakken", "reports": []},
}


@dataclass(slots=True)
class Visit:
    """Two doors, a unit for each in the van, and Per's phone."""

    crew: Crew
    per: Employee
    phone: Phone
    building: Building
    home: Home
    case: MountingCase
    appointment: Appointment
    entrance_unit: Unit
    flat_unit: Unit

    @property
    def enrolled(self) -> EnrolledPhone:
        """His phone as the API knows it."""
        return phones([self.phone.id])[0]

    def report(
        self, kind: ReportKind, door: Home | Building | None = None, **told: object
    ) -> Report:
        """A step of this visit, with as few photos as it takes."""
        content = {**TOLD.get(kind, {}), **told}
        fewest, _ = PHOTOS.get(kind, (0, 0))
        photos = 1 if content.get("how") == "drawn" else fewest
        return Report(
            id=uuid4(),
            kind=kind,
            job=self.appointment.id,
            place=door.id if door else None,
            told=content,
            photos=[PHOTO] * photos,
            at=NOON,
        )

    def whole(self) -> list[Report]:
        """Every step, in the order in which they are done."""
        steps = [
            self.report(kind, door, **({"lock_id": unit.lock_id} if kind == "mounted" else {}))
            for door, unit in ((self.building, self.entrance_unit), (self.home, self.flat_unit))
            for kind in (
                ReportKind.CONDITION,
                ReportKind.PARTS,
                ReportKind.MOUNTED,
                ReportKind.AFTER,
            )
        ]
        steps.append(self.report(ReportKind.TAUGHT))
        known = [str(one.id) for one in steps]
        return [*steps, self.report(ReportKind.SIGNED, how="drawn", reports=known)]

    def tell(self, report: Report) -> Trouble | None:
        """The phone tells it."""
        return store_report(report=report, phone=self.enrolled, now=NOON)


def begin(*, period: Period = VISIT) -> Visit:
    """The crew stands before the door, and nothing is done yet."""
    crew, per = make.make_crew(), make.make_employee(given="Per", family="Aune")
    make.make_member(per, crew=crew)
    building = make.make_building()
    home = make.make_home(building=building)
    make.make_home(building=building)  # a neighbour, so that there is a common entrance
    case = make.make_case(home=home)
    appointment = make.make_appointment(case, crew=crew, slot=period)
    units = [make.make_unit(mounted=False) for _ in range(2)]
    load_units(lock_ids=[unit.lock_id for unit in units], crew=crew.name, now=NOON)
    return Visit(
        crew, per, make.make_phone(per), building, home, case, appointment, units[0], units[1]
    )


def unsettled() -> set[UUID]:
    """The reports that wait, or are in trouble."""
    return set(VisitReport.objects.filter(settled_at=None).values_list("pk", flat=True))
