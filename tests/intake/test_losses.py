"""What stops or changes takes the credentials with it that rested on it."""

import pytest

from tests.intake.bundles import (
    V2,
    home,
    patient,
    practitioner,
    role,
    town,
)
from tests.intake.state import (
    BOTH_DOORS,
    assigned,
    equip,
    last_entry,
    ledger_kinds,
    live_doors,
    reasons,
    take_in,
)

pytestmark = pytest.mark.django_db


def test_an_employee_who_leaves_loses_their_credentials() -> None:
    take_in(*town())
    equip()

    report = take_in(practitioner(active=False, version=V2))

    assert report.totals["credentials_revoked"] == 2
    assert ledger_kinds().count("employment_stopped") == 1


def test_a_role_that_ends_takes_the_credentials_with_it() -> None:
    take_in(*town())
    equip()

    take_in(role(active=False, version=V2))

    assert live_doors() == set()
    assert last_entry("role_ended")["service"] == "hjemmesykepleie"


def test_a_role_that_goes_to_someone_else_is_taken_from_the_first() -> None:
    take_in(*town())
    equip()

    take_in(role(practitioner={"reference": "Practitioner/ola"}, version=V2))

    assert live_doors() == set()


def test_an_employee_without_a_role_is_recorded_and_gets_nothing() -> None:
    report = take_in(*(one for one in town() if one["resourceType"] != "PractitionerRole"))
    equip()

    assert reasons(report) == {}
    assert assigned() == {("visit", "kari")}
    assert live_doors() == set()


def test_a_service_that_stops_closes_the_doors() -> None:
    take_in(*town())
    equip()

    report = take_in(patient(active=False, version=V2))

    assert report.totals["credentials_revoked"] == 2
    assert ledger_kinds().count("service_stopped") == 1


def test_a_home_that_leaves_the_building_no_longer_opens_its_entrance() -> None:
    take_in(*town())
    equip()

    take_in(home(version=V2))

    assert live_doors() == {"gate-7-H0101"}


def test_the_entrance_is_shared_no_more_when_the_neighbour_is_gone() -> None:
    take_in(*town())
    equip()

    take_in(home("gate-7-H0102", part_of="gate-7", status="inactive", version=V2))

    assert live_doors() == {"gate-7-H0101"}


def test_a_new_neighbour_revokes_nothing() -> None:
    take_in(*town())
    equip()

    report = take_in(home("gate-7-H0103", part_of="gate-7"))

    assert report.totals["credentials_revoked"] == 0
    assert live_doors() == BOTH_DOORS
