"""A crew's day: what whoever drives with it is given for the units in its van, and until when."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from elaas.access import authority
from elaas.access.models import Assignment, Credential
from elaas.access.operations.claims import NotTold, tell_claim_secret
from elaas.access.operations.receipts import store_receipts
from elaas.access.operations.sync import Brought, Synced, sync, take_in
from elaas.access.queries.revocations import to_list
from elaas.access.rules import Period
from elaas.doors.models import Home, Unit
from elaas.doors.queries import Claim
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, Crew, CrewMember, CrewVisit
from elaas.mounting.operations.crew_day import call_off_what_is_over, prepare_day
from elaas.mounting.operations.members import join_crew, leave_crew
from elaas.mounting.operations.orders import finish_order, open_order, take_order
from elaas.mounting.operations.van import load_units, unload_unit
from elaas.mounting.rules import OrderReason, Task
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, Phone
from elaas.people.operations.grants import grant_role, withdraw_role
from elaas.people.queries import phone_with_token
from elaas.protocol import credential
from elaas.protocol.cose import verify1
from elaas.protocol.receipt import Outcome
from tests import make
from tests.make import NOON, VISIT
from tests.world import (
    check_credentials,
    check_ledger,
    check_live_credentials_follow_the_rule,
)

pytestmark = pytest.mark.django_db

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


@pytest.fixture
def crew() -> Crew:
    return make.make_crew()


@pytest.fixture
def booked(crew: Crew) -> Appointment:
    return make.make_appointment(make.make_case(), crew=crew, slot=VISIT)


@pytest.fixture
def spare(crew: Crew) -> Unit:
    """A new unit, in the crew's van."""
    unit = make.make_unit(mounted=False, claimed_at=None)
    load_units(lock_ids=[unit.lock_id], crew=crew.name, now=NOON)
    return unit


@pytest.fixture
def per(crew: Crew) -> Phone:
    return make_installer(crew)


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


def test_who_drives_with_the_crew_may_do_service_at_what_lies_in_its_van_while_it_works(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    make.make_unit(mounted=False)  # on the shelf

    answer = synced(per)

    assert held(answer) == {spare.lock_id: "open service"}
    visit = Assignment.objects.get()
    assert (visit.kind, visit.home, visit.unit) == ("mounting", None, spare)
    assert Period(visit.starts_at, visit.ends_at) == HOURS
    assert answer.claims == {spare.lock_id: Claim(claimed=False, secret=None)}  # its label says it
    assert answer.authority.key == authority.load().public_key
    check_access()


def test_once_more_nothing_changes(booked: Appointment, spare: Unit, per: Phone) -> None:
    first, entries = synced(per), Entry.objects.count()

    assert held(synced(per)) == held(first)
    assert (Entry.objects.count(), Credential.objects.count()) == (entries, 1)


def test_what_a_released_unit_is_claimed_with_only_the_server_knows(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    Unit.objects.update(released_at=NOON, claim_secret=b"after a release!")

    assert synced(per).claims == {spare.lock_id: Claim(claimed=False, secret=b"after a release!")}


def test_what_the_label_says_is_told_when_asked_for_to_whom_may_do_service_and_that_is_noted(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    other = make_installer(make.make_crew())
    for phone in (per, other):
        synced(phone)

    def ask(phone: Phone, at: datetime = NOON) -> bytes:
        return tell_claim_secret(
            phone=phone.id, employee=phone.employee_id, lock_id=spare.lock_id, now=at
        )

    assert ask(per) == bytes(spare.claim_secret)
    (entry,) = Entry.objects.filter(kind="claim_secret_told")
    assert bytes(spare.claim_secret).hex() not in str(bytes(entry.body))
    for phone, at in ((other, NOON), (per, HOURS.end + timedelta(hours=1)), (per, NOON - DAY)):
        with pytest.raises(NotTold):
            ask(phone, at)
    Unit.objects.update(claimed_at=NOON)
    with pytest.raises(NotTold):
        ask(per)
    Unit.objects.update(claimed_at=None)
    unload_unit(lock_id=spare.lock_id, now=NOON)
    with pytest.raises(NotTold):
        ask(per)
    assert Entry.objects.filter(kind="claim_secret_told").count() == 1


def test_a_unit_that_is_ours_is_not_to_be_claimed(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    Unit.objects.update(claimed_at=NOON)

    assert synced(per).claims == {spare.lock_id: Claim(claimed=True, secret=None)}


def test_the_receipt_of_the_claim_makes_the_unit_ours(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    synced(per)
    receipt = make.sign_receipt(spare, operation="claim", cti=None, uncertainty=None)

    for _ in range(2):
        bring(per, receipt)

    assert Unit.objects.get().claimed_at == NOON
    assert Entry.objects.filter(kind="unit_claimed").count() == 1
    assert synced(per).claims == {spare.lock_id: Claim(claimed=True, secret=None)}


def test_a_claim_that_the_lock_refused_makes_nothing_ours(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    receipt = make.sign_receipt(spare, operation="claim", cti=None, outcome=Outcome.NO_CREDENTIAL)

    upload = store_receipts(receipts=[receipt], phone=per.id, now=NOON)

    assert upload.claimed == {spare.lock_id}
    enrolled = phone_with_token(bytes(per.token_hash))
    assert enrolled is not None
    take_in(
        phone=enrolled, brought=Brought(receipts=[receipt]), authority=authority.load(), now=NOON
    )
    assert Unit.objects.get().claimed_at is None


def test_no_role_opens_anything_on_a_day_without_anything_to_do(spare: Unit, per: Phone) -> None:
    assert held(synced(per)) == {}
    assert not Assignment.objects.exists()


def test_a_work_order_is_something_to_do(crew: Crew, spare: Unit, per: Phone) -> None:
    order(crew, make.make_unit(home=make.make_home()))

    assert spare.lock_id in held(synced(per))


def test_who_drives_with_another_crew_or_with_none_gets_nothing(
    booked: Appointment, spare: Unit
) -> None:
    for phone in (make_installer(), make_installer(make.make_crew())):
        assert held(synced(phone)) == {}


def test_who_is_no_installer_gets_nothing_whatever_they_drive_with(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    withdraw_role(employee=per.employee_id, role=GrantedRole.INSTALLER, now=NOON)

    assert held(synced(per)) == {}


def test_who_has_left_the_municipality_gets_nothing(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    synced(per)
    Employee.objects.filter(pk=per.employee_id).update(active=False)

    assert held(synced(per)) == {}
    assert not Credential.objects.filter(revoked_at=None).exists()


def unloaded(spare: Unit, _per: Phone) -> None:
    unload_unit(lock_id=spare.lock_id, now=NOON)


def in_another_van(spare: Unit, _per: Phone) -> None:
    load_units(lock_ids=[spare.lock_id], crew=make.make_crew().name, now=NOON)


def left(_spare: Unit, per: Phone) -> None:
    crew = CrewMember.objects.get().crew.name
    leave_crew(crew=crew, employee=per.employee_id, first=TODAY, now=NOON)


def with_another_crew(_spare: Unit, per: Phone) -> None:
    crew = make.make_crew().name
    join_crew(crew=crew, employee=per.employee_id, first=TODAY, now=NOON)


def no_installer(_spare: Unit, per: Phone) -> None:
    withdraw_role(employee=per.employee_id, role=GrantedRole.INSTALLER, now=NOON)
    call_off_what_is_over(now=NOON)


def cancelled(_spare: Unit, _per: Phone) -> None:
    Appointment.objects.update(cancelled_at=NOON)
    call_off_what_is_over(now=NOON)


@pytest.mark.parametrize(
    "change", [unloaded, in_another_van, left, with_another_crew, no_installer, cancelled]
)
def test_what_is_no_longer_due_is_taken_back_at_once_and_the_lock_is_told(
    change: object, booked: Appointment, spare: Unit, per: Phone
) -> None:
    synced(per)
    (cti,) = Credential.objects.values_list("cti", flat=True)
    assert callable(change)

    change(spare, per)

    assert Credential.objects.get().revoked_at == NOON
    assert Assignment.objects.get().withdrawn_at == NOON
    assert to_list([spare.lock_id], NOON) == {spare.lock_id: [cti.bytes]}
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert kinds.count("visit_called_off") == kinds.count("credential_revoked") == 1
    assert held(synced(per)) == {}
    check_access()


def test_back_in_the_van_it_is_given_anew(booked: Appointment, spare: Unit, per: Phone) -> None:
    synced(per)
    unload_unit(lock_id=spare.lock_id, now=NOON)

    load_units(lock_ids=[spare.lock_id], crew=booked.crew.name, now=NOON)

    assert held(synced(per)) == {spare.lock_id: "open service"}
    assert Credential.objects.filter(revoked_at=None).count() == 1


def test_a_planned_removal_is_given_to_the_crew_that_comes_from_when_it_comes(
    crew: Crew, per: Phone
) -> None:
    home = make.make_home()
    unit = make.make_unit(home=home)
    case = make.make_case(home=home, task=Task.REMOVE)
    make.make_appointment(case, crew=crew, slot=VISIT)

    answer = synced(per)

    visit = Assignment.objects.get()
    assert (visit.kind, visit.home, visit.unit) == ("removal", home, unit)
    assert (visit.starts_at, visit.ends_at) == (VISIT.start, HOURS.end)
    assert answer.releases.keys() == {unit.lock_id}
    assert held(synced(make_installer(make.make_crew()))) == {}


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


def test_a_work_order_opens_that_unit_and_the_way_to_it_that_day_until_it_is_done(
    crew: Crew, per: Phone
) -> None:
    building = make.make_building()
    home: Home = make.make_home(building=building)
    unit, entrance = make.make_unit(home=home), make.make_unit(building=building)
    make.make_home(building=building)
    make.make_unit(home=make.make_home())
    wanted = order(crew, unit)

    assert held(synced(per)) == {entrance.lock_id: "open", unit.lock_id: "open service"}
    finish_order(order=wanted, by=per.employee_id, now=NOON)
    assert held(synced(per)) == {}
    assert not Credential.objects.filter(revoked_at=None).exists()
    check_access()


def test_an_order_for_another_day_or_another_crew_opens_nothing(crew: Crew, per: Phone) -> None:
    unit = make.make_unit(home=make.make_home())
    wanted = order(crew, unit, day=TODAY + timedelta(days=1))
    assert held(synced(per)) == {}

    take_order(order=wanted, crew=crew.name, day=TODAY, now=NOON)
    assert held(synced(per)) == {unit.lock_id: "open service"}

    take_order(order=wanted, crew=make.make_crew().name, day=TODAY, now=NOON)
    assert not Credential.objects.filter(revoked_at=None).exists()


def test_a_common_entrance_can_be_taken_down_by_order(crew: Crew, per: Phone) -> None:
    unit = make.make_unit(building=make.make_building())
    order(crew, unit, task=Task.REMOVE)

    answer = synced(per)

    assert held(answer) == {unit.lock_id: "open service"}
    assert answer.releases.keys() == {unit.lock_id}


def test_the_credential_says_service_and_ends_with_the_day_and_its_slack(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    synced(per)

    token = bytes(Credential.objects.get().token)
    key = authority.load()
    claims = credential.Credential.parse(verify1(token, {key.kid: key.public_key}))
    assert claims.allows(credential.SERVICE)
    assert claims.expires == (HOURS.end + timedelta(hours=1)).timestamp()
    assert CrewVisit.objects.count() == 1
