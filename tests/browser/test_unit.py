"""At a unit with the phone in Chromium: claimed, tried and released, with no server in reach."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from elaas.access.models import Receipt
from elaas.lock.surroundings import Bolt
from tests.browser import town, workshop
from tests.browser.relay import Lost
from tests.browser.test_app import started, synced
from tests.browser.workshop import LOCK_ID, Workshop, do


@pytest.fixture
def shop(tmp_path: Path, database_url: str) -> Iterator[Workshop]:
    """A new unit in the van."""
    with workshop.workshop(tmp_path, database_url) as built:
        yield built


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path, shop: Workshop) -> Iterator[Page]:
    """The installer's phone, which has its day."""
    with town.browser(playwright, tmp_path / "phone") as page:
        started(page, shop.place.link())
        yield page


def told(shop: Workshop) -> list[str]:
    """What the unit's receipts at the server tell, in order."""
    rows = Receipt.objects.filter(unit=LOCK_ID, outcome=0).order_by("seq")
    return list(rows.values_list("operation", flat=True))


def test_a_new_unit_is_claimed_and_tried_with_no_network_and_its_receipts_come_home_once(
    shop: Workshop, phone: Page
) -> None:
    shop.place.stop()

    assert do(phone, "testOpen") == "outcome_7"  # nobody's yet
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    assert do(phone, "testOpen") == "done"
    assert shop.bolt() is Bolt.OPEN
    assert do(phone, "testLock") == "done"
    assert shop.bolt() is Bolt.LOCKED
    assert told(shop) == []

    shop.place.start()
    synced(phone)
    synced(phone)
    assert told(shop) == ["claim", "open", "lock"]
    assert shop.unit.claimed_at is not None


def test_claimed_once_more_it_stays_as_it_is(shop: Workshop, phone: Page) -> None:
    for _ in range(2):
        assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    synced(phone)

    assert do(phone, "claim") == "done"  # the server knows it, and the label is not needed
    assert told(shop) == ["claim"]


@pytest.mark.parametrize("lost", Lost)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_wherever_the_claim_breaks_off_it_is_done_by_trying_again(
    shop: Workshop, phone: Page, number: int, lost: Lost
) -> None:
    shop.relay.break_at(number, lost)

    first = do(phone, "claim", label=json.dumps(shop.label))

    assert shop.relay.has_broken
    assert first == ("done" if number > 2 else first)
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    assert do(phone, "testOpen") == "done"
    synced(phone)
    assert told(shop) == ["claim", "open"]
