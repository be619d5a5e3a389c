"""A crew's installers, what their phones get, and an order for the crew."""

from datetime import date, timedelta
from uuid import UUID

from elaas.access import authority
from elaas.access.operations.sync import Brought, Synced, sync, take_in
from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.mounting.models import Crew, CrewMember
from elaas.mounting.operations.crew_day import prepare_day
from elaas.mounting.operations.orders import open_order, take_order
from elaas.mounting.rules import OrderReason, Task
from elaas.people.grants import GrantedRole
from elaas.people.models import Phone
from elaas.people.operations.grants import grant_role
from elaas.people.queries import phone_with_token
from tests import make
from tests.make import NOON
from tests.world import (
    check_credentials,
    check_ledger,
    check_live_credentials_follow_the_rule,
)

TODAY = date(2026, 12, 1)
DAY = timedelta(days=1)
# The makers' crews work from eight to three, Norwegian time.
HOURS = Period(NOON - timedelta(hours=5), NOON + timedelta(hours=2))


def make_installer(crew: Crew | None = None) -> Phone:
    employee = make.make_employee(given="Per", role="velferdsteknologi")
    grant_role(employee=employee.id, role=GrantedRole.INSTALLER, now=NOON)
    if crew:
        CrewMember.objects.create(crew=crew, employee=employee, first=TODAY)
    return make.make_phone(employee)


def synced(phone: Phone) -> Synced:
    prepare_day(employee=phone.employee_id, now=NOON)
    enrolled = phone_with_token(bytes(phone.token_hash))
    assert enrolled is not None
    return sync(phone=enrolled, brought=Brought(), authority=authority.load(), now=NOON)


def bring(phone: Phone, receipt: bytes) -> None:
    enrolled = phone_with_token(bytes(phone.token_hash))
    assert enrolled is not None
    brought = Brought(receipts=[receipt])
    take_in(phone=enrolled, brought=brought, authority=authority.load(), now=NOON)


def check_access() -> None:
    check_ledger()
    check_credentials()
    check_live_credentials_follow_the_rule()


def held(answer: Synced) -> dict[str, str]:
    """The scope of each credential the phone got, by lock id."""
    found = [door.credential for one in answer.visits for door in one.doors if door.credential]
    return {one.lock_id: one.scope for one in found}


def order(crew: Crew, unit: Unit, *, task: Task = Task.SERVICE, day: date = TODAY) -> UUID:
    opened = open_order(
        task=task,
        reason=OrderReason.BATTERY_LOW,
        home=unit.home_id,
        building=unit.building_id,
        lock_id=unit.lock_id,
        now=NOON,
    )
    take_order(order=opened, crew=crew.name, day=day, now=NOON)
    return opened
