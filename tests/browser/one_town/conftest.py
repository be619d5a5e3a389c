"""Here all tests of a file share one town: what one leaves in the database the next one finds."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import database_address


@pytest.fixture(scope="module")
def db(
    playwright: Playwright, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """pytest-django's, by whose name it knows that there must be a database; emptied at the end.

    Within `playwright`: connections opened while its loop runs are only known while it runs.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False)
        connections.close_all()


@pytest.fixture(scope="module")
def database_url(db: None) -> str:
    """The file's database as ELAAS_DATABASE_URL."""
    return database_address()
