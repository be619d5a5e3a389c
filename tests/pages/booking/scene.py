"""The page on which a time is booked, and what it offers."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from django.test import Client

from elaas.mounting.models import MountingCase
from elaas.mounting.queries.calendar import free_days
from elaas.mounting.queries.cases import case_of
from elaas.mounting.rules import Slot

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)  # a Tuesday; twelve o'clock here
THURSDAY_AT_NINE = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)


def page(case: MountingCase) -> str:
    return f"/min-side/time/{case.recipient_id}/"


def slots(case: MountingCase, day: date) -> list[Slot]:
    found = case_of(case.recipient_id)
    assert found is not None
    [free] = free_days(found.wanted, first=day, last=day, now=NOON)
    return list(free.slots)


def times_on(content: bytes) -> list[str]:
    return [unescape(one) for one in re.findall(r'\?tid=([^"]+)"', content.decode())]


def book(browser: Client, case: MountingCase, start: datetime, **more: str) -> Any:
    return browser.post(page(case), {"tid": start.isoformat(), "var": "", **more})
