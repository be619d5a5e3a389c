"""The slack is told of in the ledger before it is used, and once."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from elaas.access.models import SlackTold
from elaas.access.operations.issue import issue
from elaas.access.operations.receipts import store_receipts
from elaas.ledger.models import Entry
from elaas.people.models import Phone
from tests.keys import AUTHORITY
from tests.make import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def told() -> list[tuple[int, int]]:
    """Minutes before and after, in the order in which they were told."""
    entries = Entry.objects.filter(kind="slack_set").order_by("id")
    some = [json.loads(bytes(one.body)) for one in entries]
    rows = [
        (row.pk, row.seconds_before, row.seconds_after) for row in SlackTold.objects.order_by("id")
    ]
    assert [(one["slack"], one["before"], one["after"]) for one in some] == rows
    return [(one["before"] // 60, one["after"] // 60) for one in some]


def test_it_is_told_when_it_is_used_for_the_first_time_and_when_it_is_another(
    phone: Phone, settings: Settings
) -> None:
    for now in (NOON, NOON + HOUR):
        issue(phones=[phone.id], authority=AUTHORITY, now=now)
    assert told() == [(30, 60)]

    settings.ACCESS_SLACK_BEFORE = timedelta(minutes=20)
    assert told() == [(30, 60)]
    store_receipts(receipts=[], phone=phone.id, now=NOON)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
    assert told() == [(30, 60), (20, 60)]

    settings.ACCESS_SLACK_BEFORE = timedelta(minutes=30)  # back again
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
    assert told() == [(30, 60), (20, 60), (30, 60)]


@pytest.mark.parametrize("change", ["UPDATE", "DELETE"])
def test_postgresql_keeps_what_was_told(phone: Phone, change: str) -> None:
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
    told = SlackTold.objects.all()

    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        told.update(seconds_after=0) if change == "UPDATE" else told.delete()
