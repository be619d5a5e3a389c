"""A phone that gets its day has looked at each visit's recipient: once an hour for each visit."""

from datetime import timedelta

import pytest

from elaas.access.models import Assignment
from elaas.access.rules import Period
from elaas.api import clock
from elaas.demo.clock import now
from elaas.mounting.queries.calendar import today
from elaas.people.models import Employee, Look
from tests import make
from tests.api.phones import enrolled, post, visit_now
from tests.world import check_ledger

pytestmark = pytest.mark.django_db


def looks() -> set[tuple[object, ...]]:
    rows = Look.objects.values_list("employee_id", "recipient_id", "what", "because", "about")
    return set(rows)


def test_each_visit_that_the_phone_gets_is_one_look(
    kari: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    turid = make.make_recipient()
    first, second = visit_now(kari, recipient=turid), visit_now(kari, recipient=turid)
    token = enrolled(kari)

    for _ in range(3):
        _, day = post("sync", {}, token)
        assert {visit["recipient"] for visit in day["visits"]} == {"Turid Bakken"}

    assert Look.objects.count() == 2
    assert looks() == {
        (kari.id, turid.id, "phone", "assignment", one.id) for one in (first, second)
    }
    check_ledger()

    later = now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    Assignment.objects.update(ends_at=later + timedelta(minutes=5))
    post("sync", {}, token)
    assert Look.objects.count() == 4


def test_a_crews_work_is_a_look_at_whom_it_is_for(kari: Employee) -> None:
    crew = make.make_crew(starts=0, ends=23)
    make.make_member(kari, crew=crew)
    case, home = make.make_case(), make.make_home()
    begins = now().replace(microsecond=0)
    slot = Period(begins, begins + timedelta(hours=1))
    make.make_appointment(case, crew=crew, slot=slot)
    knut = make.make_recipient()
    make.make_case(knut, home=home)
    order = make.make_order(make.make_unit(home=home), crew=crew, day=today(begins))

    _, day = post("sync", {}, enrolled(kari))

    assert len(day["jobs"]) == 2
    assert looks() == {
        (kari.id, case.recipient_id, "phone", "mounting", case.id),
        (kari.id, knut.id, "phone", "order", order.id),
    }
