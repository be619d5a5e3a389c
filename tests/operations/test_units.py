"""Units: registered by their label, mounted on one door."""

import pytest

from elaas.doors import operations as doors
from elaas.doors.label import Label
from elaas.doors.models import Building, Unit
from elaas.ledger.models import Entry
from elaas.protocol.cose import PrivateKey
from tests.make import NOON, make_building, make_home, make_unit

pytestmark = pytest.mark.django_db


def label(**fields: object) -> Label:
    """A label as it comes with a lock."""
    keys = {"dh": PrivateKey.generate().public_key, "receipt": PrivateKey.generate().public_key}
    words = {"lock_id": "L-0042", "label": "0042", "claim_secret": bytes(16)}
    return Label(**{**words, **keys, **fields})  # type: ignore[arg-type]  # the test says what it wants


def test_registering_again_changes_nothing() -> None:
    ours = label()

    for _ in range(2):
        doors.register_unit(label=ours, now=NOON)

    assert Unit.objects.get().lock_id == "L-0042"
    assert Entry.objects.filter(kind="unit_registered").count() == 1


def test_another_label_with_the_same_lock_id_is_refused() -> None:
    doors.register_unit(label=label(), now=NOON)

    with pytest.raises(doors.LockIdTaken, match="L-0042"):
        doors.register_unit(label=label(), now=NOON)


def test_a_door_takes_one_unit() -> None:
    home = make_home()
    there = make_unit(home=home)
    doors.register_unit(label=label(), now=NOON)

    with pytest.raises(doors.PlaceTaken, match=there.lock_id):
        doors.mount_unit(lock_id="L-0042", home=home.id, now=NOON)


def test_a_unit_is_not_moved_while_credentials_for_its_old_door_may_live() -> None:
    unit = make_unit(home=make_home())

    with pytest.raises(doors.MountedElsewhere):
        doors.mount_unit(lock_id=unit.lock_id, home=make_home().id, now=NOON)


def test_mounting_on_a_building_records_its_common_entrance() -> None:
    building = make_building()
    doors.register_unit(label=label(), now=NOON)

    for _ in range(2):
        doors.mount_unit(lock_id="L-0042", building=building.id, now=NOON)

    assert Building.objects.get().entrance_recorded_at == NOON
    assert Entry.objects.filter(kind="unit_mounted").count() == 1
