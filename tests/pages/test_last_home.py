"""The coordinator's queue reads one visit of each recipient, however many there were."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from elaas.access.queries.pages.ready import _LAST_HOMES, ways_in
from elaas.access.rules import Period
from elaas.database.bulk import uuids
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

VISITS = 300


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def test_the_last_home_of_somebody_is_found_without_reading_their_other_visits() -> None:
    kari, turid, other, old, new = (
        make.make_employee(),
        make.make_recipient(),
        make.make_recipient(),
        make.make_home(),
        make.make_home(),
    )
    for number in range(VISITS):
        start = NOON + timedelta(hours=number)
        make.make_assignment(
            employee=kari,
            recipient=turid,
            home=new if number == VISITS - 1 else old,
            period=Period(start, start + timedelta(minutes=30)),
        )
    # Later ones of somebody else: who reads visits by time alone meets them first.
    for number in range(VISITS):
        start = NOON + timedelta(hours=VISITS + number)
        period = Period(start, start + timedelta(minutes=30))
        make.make_assignment(employee=kari, recipient=other, home=old, period=period)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE access_assignment")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {_LAST_HOMES}", [uuids([turid.id])])
        [(told,)] = cursor.fetchall()

    [plan] = json.loads(told) if isinstance(told, str) else told
    scans = [one for one in nodes(plan["Plan"]) if one.get("Relation Name") == "access_assignment"]
    assert [one["Actual Rows"] * one["Actual Loops"] for one in scans] == [1]
    assert ways_in([turid.id])[turid.id].home == new.id
