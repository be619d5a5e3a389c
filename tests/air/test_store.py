"""What a phone keeps survives power cuts, restarts and a server that is gone."""

import asyncio
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from elaas.demo.phone.bundle import BadBundle, Bundle, Key, NoKey
from elaas.demo.phone.phone import Phone
from elaas.demo.phone.server import Unreachable
from elaas.demo.phone.store import Damaged, NotEnrolled, Store
from elaas.gateways.radio import named
from tests.air import rig
from tests.air.rig import HOUR, House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house whose lock does not run."""
    return rig.new_house(tmp_path)


class PowerCut(BaseException):
    """The phone goes dark."""


def cut_power(monkeypatch: pytest.MonkeyPatch, *, at: int) -> None:
    """Go dark at the system call with this number, of those that a file needs to last."""
    count = iter(range(1000))

    def counted(function: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            if next(count) == at:
                raise PowerCut
            return function(*args, **options)

        return call

    for name in ("open", "fsync"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))


@pytest.mark.parametrize("moment", range(5))
def test_a_power_cut_while_receipts_are_kept_leaves_the_old_or_the_new_ones(
    tmp_path: Path, moment: int
) -> None:
    store = Store(tmp_path)
    store.keep_receipts([b"first"])
    with pytest.MonkeyPatch.context() as patched:
        cut_power(patched, at=moment)
        with pytest.raises(PowerCut):
            store.keep_receipts([b"second"])

    after = Store(tmp_path)
    assert after.receipts() in ([b"first"], [b"first", b"second"])
    after.keep_receipts([b"second"])
    assert after.receipts() == [b"first", b"second"]


def test_what_the_server_has_not_answered_for_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_receipts([b"one", b"two", b"one"])

    store.drop_receipts({b"one"})

    assert Store(tmp_path).receipts() == [b"two"]


def test_the_key_is_made_once_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "phone")

    key = store.ensure_key()

    assert store.ensure_key().scalar == key.scalar
    assert stat.S_IMODE((tmp_path / "phone" / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "phone").stat().st_mode) == 0o700


def test_a_folder_without_a_phone_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotEnrolled, match="elaas phone enrol"):
        Store(tmp_path).account()
    with pytest.raises(NotEnrolled):
        Store(tmp_path).key()


def test_a_folder_without_a_phone_opens_no_door_and_remembers_no_attempt(tmp_path: Path) -> None:
    with pytest.raises(NotEnrolled):
        asyncio.run(Phone(tmp_path).operate("0042", radio=named("pipe"), now=rig.now()))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["receipts.json", "bundle.json", "key.pem"])
def test_a_damaged_file_is_named(house: House, name: str) -> None:
    store = house.phone("kari").store
    (store.folder / name).write_text("{ no")

    with pytest.raises(Damaged, match=name):
        (store.receipts(), store.bundle(), store.key())


def test_a_sync_without_a_server_keeps_everything(house: House) -> None:
    kari = house.phone("kari")
    kari.store.keep_receipts([b"receipt"])
    before = kari.bundle()

    with pytest.raises(Unreachable):
        asyncio.run(kari.sync())

    again = Phone(kari.store.folder)
    assert again.store.receipts() == [b"receipt"]
    assert again.bundle() == before


def test_a_credential_serves_from_its_first_second_to_before_its_last(house: House) -> None:
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    start = int(noon.timestamp())
    bundle = house.phone("kari", not_before=start, expires=start + HOUR).bundle()
    second, hour = timedelta(seconds=1), timedelta(hours=1)

    assert isinstance(bundle.key("0042", now=noon), Key)
    assert isinstance(bundle.key("L-0042", now=noon + hour - second), Key)
    early = bundle.key("0042", now=noon - second)
    late = bundle.key("0042", now=noon + hour)
    assert early == NoKey(label="0042", reason="not_now", opens_at=noon)
    assert late == NoKey(label="0042", reason="not_now", ended_at=noon + hour)


def test_a_credential_for_service_alone_opens_no_door(house: House) -> None:
    bundle = house.phone("installer", scope="service").bundle()

    assert bundle.key("0042", now=rig.now()) == NoKey(label="0042", reason="no_assignment")


def test_what_is_typed_and_is_on_no_door_is_not_reported(house: House) -> None:
    kari = house.phone("kari")

    answer = asyncio.run(kari.operate("the blue one", radio=named("ws:127.0.0.1:1"), now=rig.now()))

    assert not answer.done
    assert kari.store.attempts() == []


def test_a_phone_that_has_never_synced_has_no_key() -> None:
    assert isinstance(Bundle.parse(None).key("0042", now=rig.now()), NoKey)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: answer.pop("locks"),
        lambda answer: answer["locks"]["L-0042"]["dh"].update(x="00" * 32),
        lambda answer: answer["visits"][0]["doors"][0].update(credential="d2"),
        lambda answer: answer["visits"][0].update(starts_at="soon"),
        lambda answer: answer.update(visits=None),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_whole(house: House, spoil: Any) -> None:
    answer = house.phone("kari").store.bundle()
    assert answer is not None
    spoil(answer)

    with pytest.raises(BadBundle):
        Bundle.parse(answer)
