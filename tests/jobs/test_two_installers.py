"""Two installers at once, or one with a label that is not quite the unit's."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from elaas.doors import operations as doors
from elaas.doors.label import Label
from elaas.doors.models import Unit
from elaas.ledger.models import Entry
from elaas.protocol.cose import PrivateKey
from tests.make import NOON, make_building, make_home, make_unit

pytestmark = pytest.mark.django_db(transaction=True)


def label(**fields: Any) -> Label:
    """A label as it comes with a lock."""
    keys = {"dh": PrivateKey.generate().public_key, "receipt": PrivateKey.generate().public_key}
    return Label(
        **{"lock_id": "L-0042", "label": "0042", "claim_secret": bytes(16), **keys, **fields}
    )


def while_another(does: Callable[[], None], work: Callable[[], None]) -> Future[None]:
    """`work`, begun by a second installer while the first, who `does` it, is not done yet."""

    def on_its_own() -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as second:
        with transaction.atomic():
            does()
            begun = second.submit(on_its_own)
            _until_it_waits(begun)
        begun.exception()
    return begun


def _until_it_waits(begun: Future[None]) -> None:
    waiting = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
    with connection.cursor() as cursor:
        while not begun.done():
            cursor.execute(waiting)
            if cursor.fetchone() == (True,):
                return


def register(what: Label) -> Callable[[], None]:
    return lambda: doors.register_unit(label=what, now=NOON)


def test_two_who_register_the_same_unit_at_once_both_succeed() -> None:
    ours = label()

    while_another(register(ours), register(ours)).result()

    assert Unit.objects.get().lock_id == "L-0042"
    assert Entry.objects.filter(kind="unit_registered").count() == 1


def test_the_second_of_two_units_that_claim_one_id_at_once_is_refused() -> None:
    second = while_another(register(label()), register(label()))

    with pytest.raises(doors.LockIdTaken, match="L-0042 is registered already, with other keys"):
        second.result()


@pytest.mark.parametrize("place", ["home", "building"])
def test_the_second_of_two_units_on_one_door_at_once_is_refused(place: str) -> None:
    made = make_home() if place == "home" else make_building()
    units = [make_unit(mounted=False) for _ in range(2)]

    def mount(unit: Unit) -> Callable[[], None]:
        where = {place: made.id}
        return lambda: doors.mount_unit(lock_id=unit.lock_id, now=NOON, **where)

    second = while_another(mount(units[0]), mount(units[1]))

    with pytest.raises(doors.PlaceTaken, match=units[0].lock_id):
        second.result()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"claim_secret": b"s" * 16}, "with another claim secret"),
        ({"label": "0043"}, "with 0042 printed on it"),
        ({"receipt": PrivateKey.generate().public_key}, "with other keys"),
    ],
)
def test_a_label_that_differs_in_anything_is_refused(change: dict[str, Any], said: str) -> None:
    ours = label()
    doors.register_unit(label=ours, now=NOON)

    with pytest.raises(doors.LockIdTaken, match=f"L-0042 is registered already, {said}."):
        doors.register_unit(label=replace(ours, **change), now=NOON)

    assert bytes(Unit.objects.get().claim_secret) == bytes(16)
