"""A crew's jobs that are no mountings, in Chromium: they never show how a lock is mounted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from elaas.doors.models import Unit
from elaas.mounting.models import Appointment
from elaas.mounting.queries.calendar import today
from tests.air import rig
from tests.browser import town, workshop
from tests.browser.test_app import started
from tests.browser.workshop import Workshop
from tests.make import make_order


@pytest.fixture
def shop(tmp_path: Path, database_url: str) -> Iterator[Workshop]:
    """A crew with an appointment now."""
    with workshop.workshop(tmp_path, database_url) as built:
        yield built


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """The installer's phone."""
    with town.browser(playwright, tmp_path / "phone") as page:
        yield page


@pytest.mark.parametrize("task", ["remove", "service"])
def test_a_job_that_is_no_mounting_shows_no_steps_of_one(
    shop: Workshop, phone: Page, task: str
) -> None:
    Appointment.objects.all().delete()
    make_order(
        Unit.objects.get(pk=shop.place.flat.folder.name),
        task=task,
        crew=shop.crew,
        day=today(rig.now()),
    )
    started(phone, shop.place.link())

    jobs = phone.locator("#jobs")
    expect(jobs).to_contain_text("Ring kontoret når du begynner.")
    expect(jobs.get_by_role("button")).to_have_count(0)
