"""A crew's phone fetches its jobs, and tells of each step once."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from elaas.access.rules import Period
from elaas.demo.clock import now
from elaas.doors.models import Bag
from elaas.mounting.models import VisitReport
from elaas.mounting.visits import ReportKind
from elaas.people.models import Phone
from tests.api.phones import enrolled, post
from tests.operations.visits import TOLD, Visit, begin
from tests.pictures import taken

PHOTO = base64.b64encode(taken()).decode()

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> Visit:
    moment = now().replace(microsecond=0)
    begun = begin(period=Period(moment, moment + timedelta(hours=1)))
    Phone.objects.all().delete()
    return begun


def step(visit: Visit, kind: str, /, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind": kind,
        "job": str(visit.appointment.id),
        "door": str(visit.home.id),
        "told": TOLD.get(ReportKind(kind), {}),
        "photos": [PHOTO],
        "at": now().isoformat(),
        **fields,
    }


def test_the_jobs_come_with_the_day(visit: Visit) -> None:
    token = enrolled(visit.per)

    _, day = post("sync", {}, token)

    [job] = day["jobs"]
    assert (job["task"], job["recipient"]) == ("mount", "Turid Bakken")
    assert [door["place"] for door in job["doors"]] == ["entrance", "home"]
    assert [door["lock_id"] for door in job["doors"]] == [None, None]


def test_a_step_is_kept_once(visit: Visit) -> None:
    token = enrolled(visit.per)
    told = step(visit, "condition")

    assert post("visit", told, token) == (200, {"trouble": None})
    assert post("visit", told, token) == (200, {"trouble": None})

    assert VisitReport.objects.count() == 1
    _, day = post("sync", {}, token)
    assert day["jobs"][0]["doors"][1]["found"] == {
        "make": "Trio Ving",
        "cylinder": "skandinavisk",
        "gap_mm": "3.5",
    }
    assert day["jobs"][0]["reported"] == [
        {"kind": "condition", "door": str(visit.home.id), "trouble": None}
    ]


def test_a_bag_that_waited_for_its_lock_is_there_after_the_next_sync(visit: Visit) -> None:
    token = enrolled(visit.per)
    post("visit", step(visit, "parts"), token)
    mounted = step(visit, "mounted", told={"lock_id": visit.flat_unit.lock_id}, photos=[])
    visit.flat_unit.claimed_at = None
    visit.flat_unit.save()
    post("visit", mounted, token)
    assert Bag.objects.count() == 0

    visit.flat_unit.claimed_at = now()
    visit.flat_unit.save()
    post("sync", {}, token)

    assert Bag.objects.get().unit == visit.flat_unit


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "tea"},
        {"told": None},
        {"told": {}},
        {"photos": ["?"]},
        {"photos": ["QUJD"]},
        {"photos": [PHOTO] * 5},
        {"photos": ["A" * 1_000_000]},
        {"door": "?"},
        {"door": None},
        {"at": "2026-12-01T12:00:00"},
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    visit: Visit, fields: dict[str, Any]
) -> None:
    status, answer = post("visit", step(visit, "condition", **fields), enrolled(visit.per))

    assert status == 400
    assert answer["error"].endswith(".")
    assert VisitReport.objects.count() == 0


def test_it_takes_an_enrolled_phone(visit: Visit) -> None:
    assert post("visit", step(visit, "condition"), "nobody's")[0] == 401
