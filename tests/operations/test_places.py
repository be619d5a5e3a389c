"""A place is named by the care system's id, or by its address as people write it."""

import pytest

from elaas.doors.queries import NoSuchPlace, Place, place_named
from tests.make import make_building, make_home

pytestmark = pytest.mark.django_db


def test_a_house_is_found_by_its_address_or_id() -> None:
    house = make_home(source_id="house", address="Ila 110", dwelling="")

    for name in ("Ila 110", "ila 110", "house", "Location/house"):
        assert place_named(name) == Place(house.id, None, "Ila 110")


def test_a_flat_is_found_by_address_and_dwelling_and_its_building_by_the_address_alone() -> None:
    building = make_building(address="Kongens gate 12")
    flat = make_home(building=building, address="Kongens gate 12", dwelling="H0203")
    make_home(building=building, address="Kongens gate 12", dwelling="H0101")

    assert place_named("Kongens gate 12, H0203").home == flat.id
    assert place_named("Kongens gate 12").building == building.id


def test_what_names_no_place_or_two_is_refused() -> None:
    make_building(address="Ila 1")
    make_home(address="Ila 1", dwelling="")

    with pytest.raises(NoSuchPlace, match="No home or building"):
        place_named("Ila 2")
    with pytest.raises(NoSuchPlace, match="More than one"):
        place_named("Ila 1")
