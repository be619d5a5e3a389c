"""A worker publishes the log by itself, and goes on when it had fallen behind."""

from pathlib import Path

import pytest

from elaas.ledger.models import Entry, Head
from tests.jobs.worker import settings, until, working
from tests.ledger.log import append


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:
    return settings(database_url, tmp_path)


def everything_is_published() -> bool:
    return Head.objects.filter(size=Entry.objects.count()).exists()


def test_what_waits_and_what_comes_is_published_without_being_asked(env: dict[str, str]) -> None:
    append(3)
    with working(env):
        until(everything_is_published)
        append(2)
        until(everything_is_published)

    assert list(Head.objects.order_by("size").values_list("size", flat=True)) == [3, 5]
