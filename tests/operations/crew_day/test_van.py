"""For what lies in the van, whoever drives with the crew may do service while it works."""

from datetime import timedelta

import pytest

from elaas.access import authority
from elaas.access.models import Assignment, Credential
from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.doors.queries import Claim
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, CrewVisit
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, Phone
from elaas.people.operations.grants import withdraw_role
from elaas.protocol import credential
from elaas.protocol.cose import verify1
from tests import make
from tests.make import NOON
from tests.operations.crew_day.scene import (
    HOURS,
    check_access,
    held,
    make_installer,
    synced,
)

pytestmark = pytest.mark.django_db


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


def test_no_role_opens_anything_on_a_day_without_anything_to_do(spare: Unit, per: Phone) -> None:
    assert held(synced(per)) == {}
    assert not Assignment.objects.exists()


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
