"""What an installer's phone is told of the units in the van, and what it may ask for."""

from datetime import timedelta

import pytest

from elaas.access.authority import load
from elaas.access.rules import Period
from elaas.demo.clock import now
from elaas.doors.models import Unit
from elaas.mounting.models import Crew, CrewMember
from elaas.mounting.operations.van import load_units
from elaas.mounting.queries.calendar import today
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee
from elaas.people.operations.grants import grant_role
from tests import make
from tests.api.phones import enrolled, post

pytestmark = pytest.mark.django_db

SECRET = bytes(range(16))


@pytest.fixture
def spare(kari: Employee) -> Unit:
    """A new unit in the van of Kari's crew, which is to come to somebody now."""
    crew = Crew.objects.create(name="Lag nord")
    begins = now() - timedelta(minutes=5)
    slot = Period(begins, begins + timedelta(minutes=30))
    make.make_appointment(make.make_case(), crew=crew, slot=slot)
    CrewMember.objects.create(crew=crew, employee=kari, first=today(begins))
    grant_role(employee=kari.id, role=GrantedRole.INSTALLER, now=begins)
    unit = make.make_unit(mounted=False, claimed_at=None, claim_secret=SECRET)
    load_units(lock_ids=[unit.lock_id], crew=crew.name, now=begins)
    return unit


def test_the_day_says_what_a_unit_in_the_van_is_claimed_for_and_hides_what_its_label_says(
    kari: Employee, spare: Unit
) -> None:
    _, day = post("sync", {}, enrolled(kari))

    (visit,) = day["visits"]
    assert (visit["task"], visit["unit"], visit["recipient"]) == ("mounting", spare.lock_id, "")
    assert visit["doors"][0]["credential"]
    key = load()
    authority = {"kid": key.kid.hex(), **key.public_key.to_hex()}
    claim = {"claimed": False, "secret": None, "authority": authority}
    assert day["locks"][spare.lock_id]["claim"] == claim
    assert SECRET.hex() not in str(day)


def test_a_nurse_is_told_of_no_claim(kari: Employee) -> None:
    home = make.make_home()
    unit = make.make_unit(home=home)
    begins = now()
    visit = Period(begins, begins + timedelta(minutes=30))
    make.make_assignment(employee=kari, home=home, period=visit)

    _, day = post("sync", {}, enrolled(kari))

    assert day["locks"][unit.lock_id]["claim"] is None
    assert (day["visits"][0]["task"], day["visits"][0]["unit"]) == ("care", None)


def test_who_holds_the_unit_is_told_its_secret_when_they_ask_and_nobody_else(
    kari: Employee, spare: Unit
) -> None:
    token = enrolled(kari)
    question = {"lock_id": spare.lock_id}
    assert post("claim-secret", question, token)[0] == 403  # it has not fetched its day
    post("sync", {}, token)

    assert post("claim-secret", question, token) == (200, {"secret": SECRET.hex()})
    assert post("claim-secret", {"lock_id": "L-9999"}, token)[0] == 403
    assert post("claim-secret", {"lock_id": 7}, token)[0] == 400
    assert post("claim-secret", question, enrolled(make.make_employee()))[0] == 403
