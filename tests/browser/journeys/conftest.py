"""The journeys of a file share one municipality: a server, a worker, two logins and a radio."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.journeys.scene import Scene, scene
from tests.browser.one_town.conftest import database_url, db
from tests.world import check_world

__all__ = ["database_url", "db"]


@pytest.fixture(scope="module")
def municipality(
    chromium: Browser, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The demo's people, as the care system tells of them; nobody has an eLås yet."""
    with scene(chromium, tmp_path_factory.mktemp("journeys"), database_url) as built:
        yield built


@pytest.fixture
def town(municipality: Scene) -> Iterator[Scene]:
    """The municipality; afterwards nobody is logged in any more, and all that must hold holds."""
    yield municipality
    municipality.leave()
    check_world()
