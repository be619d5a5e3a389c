"""Whatever a lock answers, the app says why and what now; the lock is a real one throughout."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Playwright
from websockets.sync.client import connect

from elaas.lock.journal import RING
from elaas.protocol.air import Att
from elaas.protocol.cose import PrivateKey, payload_of
from elaas.protocol.receipt import Outcome, Receipt, digest
from elaas.protocol.update import PREFIX
from elaas.web.phone_texts import TEXTS
from tests.browser.one_town import scene
from tests.browser.one_town.scene import Scene
from tests.browser.relay import Spoilt

HOUR = 3600
REVOKED = b"revoked........."
STRANGER = PrivateKey.generate(b"\x01")
OTHER_KEY = STRANGER.public_key.to_hex()

AT_THE_DOOR = [f"outcome_{outcome}" for outcome in Outcome if outcome is not Outcome.DONE] + [
    *(
        "OutOfRange",
        "BluetoothOff",
        "NotChosen",
        "WrongLock",
        "LinkLost",
        "AttError",
        "Malformed",
        "unproven",
    )
]


@pytest.fixture(scope="module")
def shared(
    playwright: Playwright, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """One phone and one lock for all."""
    with scene.scene(playwright, tmp_path_factory.mktemp("town"), database_url) as built:
        yield built


@pytest.fixture
def phone(shared: Scene) -> Iterator[Scene]:
    """Whatever happens, the next tap opens the door."""
    yield shared
    shared.relay.spoils, shared.relay.first = None, ()
    shared.keep()
    shared.tap("opened")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_two_answers_sound_the_same(language: str) -> None:
    with translation.override(language):
        said = {name: str(TEXTS[name]) for name in AT_THE_DOOR}

    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize(
    ("outcome", "changes"),
    [
        (Outcome.EXPIRED, {"expires": int(time.time()) - HOUR}),
        (Outcome.NOT_YET, {"not_before": int(time.time()) + HOUR}),
        (Outcome.OTHER_LOCK, {"lock_id": "L-9999"}),
        (Outcome.REVOKED, {"epoch": 0}),
        (Outcome.OUT_OF_SCOPE, {"scope": "service"}),
        (Outcome.OTHER_KEY, {"phone": STRANGER.public_key}),
        (Outcome.NO_CREDENTIAL, {"signer": STRANGER}),
    ],
)
def test_a_credential_that_does_not_open_the_door_is_explained(
    phone: Scene, outcome: Outcome, changes: dict[str, Any]
) -> None:
    phone.keep(door={"credential": phone.credential(**changes).hex()})

    phone.tap(f"outcome_{outcome}")


def test_what_has_been_taken_back_since_is_explained(phone: Scene) -> None:
    phone.keep(door={"credential": phone.credential(cti=REVOKED).hex()})
    phone.tap("opened")
    with phone.visit() as somebody:
        somebody.bring(phone.update(revoked=(REVOKED[:PREFIX],)))

    phone.tap("outcome_4")


def test_a_lock_that_has_lost_the_time_says_where_to_go(phone: Scene) -> None:
    with phone.visit():
        phone.place.flat.stop()
        phone.place.flat.start()

    phone.tap("outcome_8")

    with phone.visit() as somebody:
        somebody.set_clock()


def test_a_jam_says_to_push_the_door(phone: Scene) -> None:
    phone.place.door.order_jam()

    phone.tap("outcome_9")


def test_a_low_battery_says_to_use_the_key(phone: Scene) -> None:
    phone.place.door.set_battery(4)

    phone.tap("outcome_10")

    phone.place.door.set_battery(100)


def test_a_full_journal_asks_for_the_server_and_opens_when_it_has_answered(phone: Scene) -> None:
    with phone.visit() as somebody:
        # What the phone would bring is there already: its acknowledgement makes no room then.
        somebody.bring(bytes.fromhex(phone.bundle["locks"]["L-0042"]["update"]))
        outcome, last = somebody.open_often(RING)
    assert outcome is Outcome.JOURNAL_FULL
    phone.tap("outcome_11")

    seq = Receipt.parse(payload_of(last)).seq
    phone.keep(lock={"update": phone.update(acknowledged=(seq, digest(last))).hex()})

    phone.tap("opened")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"dh": OTHER_KEY}, "WrongLock"), ({"receipt": OTHER_KEY}, "unproven")],
)
def test_a_lock_that_is_not_the_one_is_told_from_it(
    phone: Scene, changes: dict[str, Any], sentence: str
) -> None:
    phone.keep(lock=changes)

    phone.tap(sentence)


def test_an_answer_that_was_changed_on_the_way_is_not_believed(phone: Scene) -> None:
    phone.relay.spoils = Spoilt(2, -1, answer=True)

    phone.tap("Malformed")


@pytest.mark.parametrize(
    ("code", "spoilt"),
    [(Att.BAD_REQUEST, Spoilt(1, 0)), (Att.NOT_VERIFIED, Spoilt(2, -1))],
)
def test_a_frame_that_the_lock_does_not_take_is_explained(
    phone: Scene, code: Att, spoilt: Spoilt
) -> None:
    phone.relay.spoils = spoilt

    phone.tap("AttError")

    assert phone.relay.last_answer == f"att {code:02x}"


def test_while_somebody_else_is_at_the_lock_it_says_to_wait(phone: Scene) -> None:
    with ExitStack() as somebody:
        with phone.visit():
            somebody.enter_context(connect(phone.place.flat.radio.replace("ws:", "ws://")))
        phone.tap("AttError")

    assert phone.relay.last_answer == f"att {Att.BUSY:02x}"


def test_after_too_many_tries_it_says_to_wait(phone: Scene) -> None:
    phone.relay.first = ["01"] * 5

    phone.tap("AttError")

    assert phone.relay.last_answer == f"att {Att.TOO_MANY_ATTEMPTS:02x}"
