"""`elaas poll-fhir` while its database comes and goes."""

from collections.abc import Collection, Iterator
from datetime import datetime

import psycopg
import pytest
from django.db import connection

from elaas.intake.feed import Feed
from elaas.jobs.polling import one_round
from elaas.people.models import Recipient
from tests.intake.bundles import patient

pytestmark = pytest.mark.django_db(transaction=True)


class CareSystem:
    """One patient; `url` names the database that restarts while the care system answers."""

    def __init__(self, url: str | None = None) -> None:
        self._url = url

    def changed(self, kind: str, *, since: datetime | None) -> Iterator[object]:  # noqa: ARG002  (Feed's)
        if self._url is not None:
            with psycopg.connect(self._url) as other:
                other.execute(
                    "SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid]
                )
            self._url = None
        if kind == "Patient":
            yield {"resource": patient()}

    def has_history(self, kind: str) -> bool:  # noqa: ARG002  (Feed's)
        return False

    def history(self, kind: str, *, since: datetime) -> Iterator[object]:  # noqa: ARG002  (Feed's)
        return iter(())

    def named(self, kind: str, ids: Collection[str]) -> Iterator[object]:  # noqa: ARG002  (Feed's)
        return iter(())


_: type[Feed] = CareSystem


def test_a_database_that_restarts_costs_one_round(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not one_round(CareSystem(database_url), told=set())

    told = capsys.readouterr().err
    assert "elaas poll-fhir: The database failed: " in told
    assert told.count("\n") == 1
    connection.close_if_unusable_or_obsolete()
    assert one_round(CareSystem(), told=set())
    assert Recipient.objects.get().source_id == "turid"


def test_that_deletions_are_not_told_is_said_once(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told: set[str] = set()
    for _ in range(2):
        assert one_round(CareSystem(), told=told)

    assert capsys.readouterr().out.count("does not tell which visits were deleted") == 1


class Telling(CareSystem):
    """It tells of deletions."""

    def has_history(self, kind: str) -> bool:
        return kind == "Appointment"


def test_nothing_is_said_where_they_are_told(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert one_round(Telling(), told=set())

    assert "deleted" not in capsys.readouterr().out


class Faulty(CareSystem):
    """Its answer makes a statement fail."""

    def changed(self, kind: str, *, since: datetime | None) -> Iterator[object]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'Hemmelig'::date")
        yield from super().changed(kind, since=since)


def test_a_statement_that_fails_is_told_of_without_what_was_in_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert not one_round(Faulty(), told=set())

    told = capsys.readouterr().err
    assert told.endswith("elaas poll-fhir: The database failed: InvalidDatetimeFormat\n")
    assert "Hemmelig" not in told
