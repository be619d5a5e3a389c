"""In the street a power cut can be ordered at a door, as on its page."""

import time
from pathlib import Path

from elaas.demo.street import Street
from elaas.demo.town import DOORS
from elaas.doors.label import parse
from tests.air.rig import PATIENCE, House


def test_a_lock_whose_power_was_cut_starts_anew_and_has_lost_the_time(tmp_path: Path) -> None:
    first = DOORS[0]
    with Street(tmp_path, [first]) as street:
        house = House(tmp_path, parse(street.label(first.lock_id).read_bytes()))
        street.door(first.lock_id).knock()
        house.claim(street.radio_name)
        assert street.show(first.lock_id)["clock"] is not None

        street.door(first.lock_id).order_power_cut()

        deadline = time.monotonic() + PATIENCE
        while street.show(first.lock_id)["clock"] is not None:
            assert time.monotonic() < deadline
        street.door(first.lock_id).knock()
        assert house.claim(street.radio_name) is None  # it is ours already, and sets its clock
        assert street.show(first.lock_id)["clock"] is not None
