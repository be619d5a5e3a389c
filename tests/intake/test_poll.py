"""Following a FHIR server that is not ours."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from elaas.access.operations.issue import issue
from elaas.gateways.fhir_feed import Feed
from elaas.intake.models import Source
from elaas.intake.operations import Report, poll
from elaas.intake.rules.envelopes import sort_out
from elaas.people.models import Employee
from elaas.protocol.cose import PrivateKey
from tests import npm
from tests.commands import run
from tests.intake import foreign
from tests.intake.bundles import (
    appointment,
    export,
    home,
    patient,
    practitioner,
    town,
)
from tests.intake.state import NOW, assigned, equip, live_doors
from tests.make import make_phone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("npm", "npm"),
    pytest.mark.xdist_group("fhir_server"),
]


@pytest.fixture
def server() -> Iterator[str]:
    npm.install(foreign.PROGRAM)
    with foreign.running() as address:
        yield address


def follow(address: str) -> Report:
    with Feed(address) as feed:
        return poll(feed, now=NOW)


def test_a_reassigned_visit_is_withdrawn_at_the_next_poll(server: str) -> None:
    foreign.put(server, *town())
    follow(server)
    equip()
    assert live_doors() == {"gate-7", "gate-7-H0101"}

    foreign.put(server, appointment(by=["ola"]))
    report = follow(server)

    assert assigned() == {("visit", "ola")}
    assert report.totals["credentials_revoked"] == 2
    assert live_doors() == set()


def test_a_reassigned_visit_is_on_the_new_phone_at_its_first_sync_after_the_poll(
    server: str,
) -> None:
    foreign.put(server, *town())
    follow(server)
    equip()
    olas = make_phone(Employee.objects.get(source_id="ola"))

    foreign.put(server, appointment(by=["ola"]))
    follow(server)
    issued = issue(phones=[olas.id], authority=PrivateKey.generate(kid=b"\x01"), now=NOW)

    (visit,) = issued.bundles[olas.id]
    assert [door.credential is not None for door in visit.doors] == [True, True]


def test_a_whole_export_comes_in_page_by_page(server: str) -> None:
    newest = sort_out(export()["entry"]).newest.values()
    refused = foreign.put(server, *(dict(one.resource) for one in newest))

    report = follow(server)

    assert [one["id"] for one in refused] == ["6522a23a-4235-4ccc-be97-e36141a39e86"]  # no end
    assert report.counts() == {
        "Location": {"created": 202},
        "Patient": {"created": 120},
        "RelatedPerson": {"created": 87},
        "Practitioner": {"created": 45},
        "PractitionerRole": {"created": 45},
        "Appointment": {"created": 546, "no_access": 12, "rejected": 4},
        "ignored": 0,
        "credentials_revoked": 0,
    }


def test_a_poll_with_nothing_new_changes_nothing(server: str) -> None:
    foreign.put(server, *town())
    follow(server)

    report = follow(server)

    effects = {"created", "changed", "withdrawn"}
    assert not any(effects & set(+met) for met in report.outcomes.values())


def test_a_visit_that_waited_for_someone_is_asked_for_again(server: str) -> None:
    foreign.put(server, *town(), appointment(by=["per"]))
    follow(server)
    assert assigned() == set()
    # Something newer was seen since, and so the visit is not among what changed.
    Source.objects.create(reference="Appointment/other", version=NOW, rejected="")

    foreign.put(server, practitioner("per"))
    follow(server)

    assert assigned() == {("visit", "per")}


def test_a_version_from_the_future_hides_nothing(server: str) -> None:
    foreign.put(server, *town())
    with Feed(server) as feed:
        poll(feed, now=datetime.now(tz=UTC))  # noqa: TID251  (the server reads the same clock)
    Source.objects.create(reference="Appointment/far", version=NOW.replace(year=2090), rejected="")

    foreign.put(server, appointment(by=["ola"]))
    with Feed(server) as feed:
        poll(feed, now=datetime.now(tz=UTC))  # noqa: TID251  (as above)

    assert assigned() == {("visit", "ola")}


def test_the_command_says_what_came_in(server: str, database_url: str) -> None:
    foreign.put(server, *town(), patient("lars"), home("gate-9-H0101"))

    done = run("poll-fhir", server, "--once", ELAAS_DATABASE_URL=database_url)

    assert done.returncode == 0, done.stderr
    assert "1 created" in done.stdout
    assert "does not tell which visits were deleted" in done.stdout
