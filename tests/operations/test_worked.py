"""What a crew's phone tells of a work order: what was done, and whether the door works now."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from elaas.mounting.models import Crew, OrderWork, VisitReport, WorkOrder
from elaas.mounting.operations.visit.reports import Report, store_report
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.jobs import jobs
from elaas.mounting.visit_forms import Unreadable
from elaas.mounting.visits import ReportKind, Trouble
from elaas.people.models import Employee
from elaas.people.queries import EnrolledPhone, phones
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def per() -> Employee:
    """He drives with a crew."""
    employee = make.make_employee(given="Per", family="Aune")
    make.make_member(employee, crew=make.make_crew())
    return employee


@pytest.fixture
def phone(per: Employee) -> EnrolledPhone:
    """His."""
    return phones([make.make_phone(per).id])[0]


@pytest.fixture
def order(per: Employee) -> WorkOrder:
    """His crew is to see to a unit today."""
    unit = make.make_unit(home=make.make_home())
    return make.make_order(unit, crew=Crew.objects.get(), day=today(NOON))


def worked(order: WorkOrder, *, door: UUID | None = None, **told: object) -> Report:
    return Report(
        id=uuid4(),
        kind=ReportKind.WORKED,
        job=order.id,
        place=door or order.home_id,
        told={"work": "battery", "works": True, "text": "Tomt batteri.", **told},
        photos=[],
        at=NOON,
    )


def test_the_order_is_done_once(order: WorkOrder, phone: EnrolledPhone) -> None:
    report = worked(order)
    for _ in range(2):
        assert store_report(report=report, phone=phone, now=NOON) is None

    work = OrderWork.objects.get()
    assert (work.work, work.works, work.text) == ("battery", True, "Tomt batteri.")
    assert work.done_by_id == phone.employee
    order.refresh_from_db()
    assert order.done_at == NOON


def test_where_the_door_does_not_work_the_next_round_begins_anew(
    order: WorkOrder, phone: EnrolledPhone
) -> None:
    store_report(report=worked(order, works=False), phone=phone, now=NOON)
    order.refresh_from_db()
    assert (order.crew, order.day, order.done_at) == (None, None, None)
    assert jobs(phone.employee, now=NOON) == []

    WorkOrder.objects.update(crew=Crew.objects.get(), day=today(NOON))

    (job,) = jobs(phone.employee, now=NOON)
    assert (job.round, job.reported) == (1, [])


def test_a_colleague_who_tells_of_the_same_is_looked_at(
    order: WorkOrder, phone: EnrolledPhone
) -> None:
    store_report(report=worked(order), phone=phone, now=NOON)

    assert store_report(report=worked(order), phone=phone, now=NOON) is Trouble.CLOSED
    assert OrderWork.objects.count() == 1


def test_another_door_is_not_the_orders(order: WorkOrder, phone: EnrolledPhone) -> None:
    elsewhere = make.make_home().id

    told = store_report(report=worked(order, door=elsewhere), phone=phone, now=NOON)

    assert told is Trouble.NOT_ON_THE_WAY


def test_an_appointment_is_no_service(per: Employee, phone: EnrolledPhone) -> None:
    case = make.make_case()
    booked = make.make_appointment(case, crew=Crew.objects.get(), slot=make.VISIT)
    report = Report(
        id=uuid4(),
        kind=ReportKind.WORKED,
        job=booked.id,
        place=case.home_id,
        told={"work": "battery", "works": True},
        photos=[],
        at=NOON,
    )

    assert store_report(report=report, phone=phone, now=NOON) is Trouble.UNKNOWN_JOB


@pytest.mark.parametrize("told", [{"work": "magic"}, {"works": "yes"}, {"text": "x" * 401}])
def test_what_cannot_be_read_is_not_kept(
    order: WorkOrder, phone: EnrolledPhone, told: dict[str, Any]
) -> None:
    with pytest.raises(Unreadable):
        store_report(report=worked(order, **told), phone=phone, now=NOON)

    assert not VisitReport.objects.exists()
