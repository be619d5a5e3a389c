"""What is no longer due is taken back at once."""

import pytest

from elaas.access.models import Assignment, Credential
from elaas.access.queries.revocations import to_list
from elaas.doors.models import Unit
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, CrewMember
from elaas.mounting.operations.crew_day import call_off_what_is_over
from elaas.mounting.operations.members import join_crew, leave_crew
from elaas.mounting.operations.van import load_units, unload_unit
from elaas.people.grants import GrantedRole
from elaas.people.models import Phone
from elaas.people.operations.grants import withdraw_role
from tests import make
from tests.make import NOON
from tests.operations.crew_day.scene import TODAY, check_access, held, synced

pytestmark = pytest.mark.django_db


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
