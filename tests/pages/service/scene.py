"""Noon of a Tuesday, visits to a home, and a page without faults."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from elaas.doors.models import Home
from elaas.people.models import Recipient
from tests import make
from tests.pages.look import faults, look

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)  # a Tuesday; twelve o'clock here
HOUR = timedelta(hours=1)


def visits(home: Home, recipient: Recipient, **fields: Any) -> None:
    make.make_assignment(employee=make.make_employee(), home=home, recipient=recipient, **fields)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    seen = look(answer.content)
    assert faults(seen) == []
    return seen.words
