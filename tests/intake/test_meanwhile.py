"""An import while others work: no credential is left resting on what is no longer so."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from elaas.access.operations.issue import issue
from elaas.intake.operations import Report, import_bundle
from tests.intake.bundles import (
    V2,
    Resource,
    appointment,
    bundle,
    export,
    home,
    patient,
    practitioner,
    role,
    town,
)
from tests.intake.state import NOW, live_doors, phone_and_locks, take_in
from tests.keys import AUTHORITY

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_connection_of_its_own(work: Callable[[], Report]) -> Report:
    try:
        return work()
    finally:
        connection.close()


def wait_until_it_waits(work: "Future[Report]") -> None:
    """Until `work` waits for a lock, or has not waited at all and is done."""
    with connection.cursor() as cursor:
        while not work.done():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                break


@pytest.mark.parametrize(
    ("change", "doors_left"),
    [
        (appointment(by=["ola"], version=V2), set()),
        (practitioner(active=False, version=V2), set()),
        (role(active=False, version=V2), set()),
        (patient(active=False, version=V2), set()),
        (home(version=V2), {"gate-7-H0101"}),
        (
            home("gate-7-H0102", part_of="gate-7", status="inactive", version=V2),
            {"gate-7-H0101"},
        ),
    ],
    ids=["visit", "employee", "role", "service", "home", "neighbour"],
)
def test_credentials_that_are_being_issued_are_revoked_as_soon_as_they_are(
    change: Resource, doors_left: set[str]
) -> None:
    take_in(*town())
    phone = phone_and_locks("kari", ("gate-7", "gate-7-H0101"))

    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            issue(phones=[phone], authority=AUTHORITY, now=NOW)
            importing = others.submit(in_a_connection_of_its_own, lambda: take_in(change))
            wait_until_it_waits(importing)
        importing.result()

    assert live_doors() == doors_left


def test_two_imports_at_once_come_in_one_after_the_other() -> None:
    with ThreadPoolExecutor(2) as others:
        reports = list(
            others.map(in_a_connection_of_its_own, [lambda: import_bundle(export(), now=NOW)] * 2)
        )

    assert sorted(report.outcomes["Appointment"]["created"] for report in reports) == [0, 546]


def test_an_import_that_has_to_give_way_is_done_again() -> None:
    times = iter([1, 2])
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        if done and next(times, None):
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE deadlock_detected; END $$")

    report = import_bundle(bundle(*town()), now=NOW, progress=progress)

    assert report.counts()["Appointment"] == {"created": 1}
    assert told[0] == (0, len(town()))
    assert told[-1] == (len(town()), len(town()))
    assert told.count(told[0]) == 3
