"""A mounting visit is an assignment too: it alone opens a unit that is not mounted yet."""

import pytest

from elaas.access.models import Credential
from elaas.access.operations.issue import issue
from elaas.access.operations.mounting import plan_mounting
from elaas.ledger.models import Entry
from tests.keys import AUTHORITY
from tests.make import (
    NOON,
    VISIT,
    make_assignment,
    make_building,
    make_employee,
    make_home,
    make_phone,
    make_unit,
)

pytestmark = pytest.mark.django_db


def test_the_installer_gets_service_at_the_unit_that_the_visit_mounts() -> None:
    per = make_employee(role="velferdsteknologi")
    phone, home = make_phone(per), make_home()
    unit = make_unit(home=home, mounted=False)
    visit = plan_mounting(
        installer=per.id, lock_id=unit.lock_id, home=home.id, period=VISIT, now=NOON
    )

    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    credential = Credential.objects.get()
    assert (credential.assignment_id, credential.unit_id) == (visit, unit.lock_id)
    assert credential.scope == "open service"
    assert Entry.objects.filter(kind="mounting_planned").count() == 1


def test_the_installer_gets_through_the_common_entrance_on_the_way() -> None:
    per = make_employee(role="velferdsteknologi")
    phone, building = make_phone(per), make_building()
    flat, _neighbour = make_home(building=building), make_home(building=building)
    entrance, unit = make_unit(building=building), make_unit(mounted=False)
    plan_mounting(installer=per.id, lock_id=unit.lock_id, home=flat.id, period=VISIT, now=NOON)

    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert set(Credential.objects.values_list("unit_id", "scope")) == {
        (entrance.lock_id, "open"),
        (unit.lock_id, "open service"),
    }


def test_a_unit_on_no_door_yet_can_be_mounted_on_a_common_entrance() -> None:
    per = make_employee(role="velferdsteknologi")
    phone, unit = make_phone(per), make_unit(mounted=False)
    plan_mounting(installer=per.id, lock_id=unit.lock_id, home=None, period=VISIT, now=NOON)

    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert Credential.objects.get().unit_id == unit.lock_id


def test_a_nurse_whose_visit_it_is_waits_until_the_unit_is_mounted() -> None:
    per, kari = make_employee(role="velferdsteknologi"), make_employee()
    phone, home = make_phone(kari), make_home()
    unit = make_unit(home=home, mounted=False)
    make_assignment(employee=kari, home=home)
    plan_mounting(installer=per.id, lock_id=unit.lock_id, home=home.id, period=VISIT, now=NOON)

    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert not Credential.objects.exists()
