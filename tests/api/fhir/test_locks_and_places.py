"""What another system is told of locks and places, and what it is not told of an address."""

import json

import pytest

from tests import make
from tests.api.fhir.conftest import Visited
from tests.api.fhir.system import System

pytestmark = pytest.mark.django_db


def test_locks_are_found_by_identifier_and_location(system: System, visited: Visited) -> None:
    unit = visited.unit
    store = make.make_unit(mounted=False, kind="key_box")
    found = {
        "": sorted([unit.lock_id, store.lock_id]),
        f"identifier={unit.lock_id}": [unit.lock_id],
        f"identifier=urn:elaas:lock|{unit.lock_id}": [unit.lock_id],
        f"identifier=urn:elaas:label|{store.label}": [store.lock_id],
        f"identifier=urn:other|{unit.lock_id}": [],
        f"identifier=|{unit.lock_id}": [],
        "location=gate-7-H0101": [unit.lock_id],
        "location=Location/gate-7": [],
    }

    assert {query: system.ids(f"Device?{query}") for query in found} == found
    mounted, stored = (system.get(f"Device/{one.lock_id}") for one in (unit, store))
    assert (mounted["status"], mounted["location"]["reference"]) == (
        "active",
        "Location/gate-7-H0101",
    )
    assert (stored["status"], stored["type"]["text"]) == ("inactive", "Electronic key box")
    assert "location" not in stored


def test_places_are_found_by_identifier_and_what_they_are_part_of(
    system: System, visited: Visited
) -> None:
    make.make_home(source_id="alone", latitude=63.4, longitude=10.4)
    ours = visited.home.id
    found = {
        "": ["gate-7", "alone", "gate-7-H0101"],
        "_count=1": ["gate-7", "alone", "gate-7-H0101"],
        "_count=2": ["gate-7", "alone", "gate-7-H0101"],
        "partof=gate-7": ["gate-7-H0101"],
        "partof=Location/alone": [],
        f"identifier={ours}": ["gate-7-H0101"],
        f"identifier=urn:elaas:location|{ours}": ["gate-7-H0101"],
        "identifier=gate-7": [],
    }

    assert {query: system.ids(f"Location?{query}") for query in found} == found
    home = system.get("Location/gate-7-H0101")
    assert home["address"]["line"][0] == "Kongens gate 7"
    assert home["partOf"] == {"reference": "Location/gate-7"}
    assert system.get("Location/alone")["position"] == {"latitude": 63.4, "longitude": 10.4}


@pytest.mark.parametrize("protection", ["R", "V"])
@pytest.mark.parametrize("known_by", ["visit", "case"])
def test_a_protected_address_is_masked_and_so_is_everything_that_tells_the_street(
    system: System, visited: Visited, protection: str, known_by: str
) -> None:
    building = make.make_building(source_id="secret", address="Hemmeliggata 13", latitude=63.5)
    home, neighbour = (
        make.make_home(building=building, source_id=f"secret-{one}", longitude=10.5, latitude=63.5)
        for one in ("hers", "neighbour")
    )
    unit = make.make_unit(building=building)
    hers = make.make_recipient(protection=protection, source_id="hers")
    if known_by == "visit":
        make.make_assignment(employee=visited.kari, home=home, recipient=hers)
    else:
        make.make_case(hers, home=home)

    told = [system.get(f"Location/{one}") for one in ("secret", "secret-hers", "secret-neighbour")]
    told += system.found("Location") + system.found("Device") + system.found("Appointment")
    told += [*system.found("Location?partof=secret"), system.get(f"Device/{unit.lock_id}")]

    assert neighbour.address == "Hemmeliggata 13"
    assert "Hemmeliggata" not in json.dumps(told)
    assert "63.5" not in json.dumps(told)
    masked = told[1]["address"]["extension"][0]
    assert masked["valueCode"] == "masked"
    assert "Kongens gate 7" in json.dumps(told)
