"""The street: doors to look at, to knock on and to break, in the demo only."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.demo.town import DOORS
from elaas.lock.identity import make_lock
from elaas.lock.surroundings import Bolt, Surroundings
from tests.lock.door import new_door


@pytest.fixture
def door(tmp_path: Path, settings: Settings) -> Surroundings:
    """The first door of the street; its lock is factory-new and switched off."""
    settings.DATA = tmp_path
    (tmp_path / "locks").mkdir()
    first = DOORS[0]
    make_lock(tmp_path / "locks" / first.lock_id, lock_id=first.lock_id, label=first.label)
    return Surroundings(tmp_path / "locks" / first.lock_id)


def test_a_door_says_how_it_is_in_words(client: Client, door: Surroundings) -> None:
    door.set_battery(37)

    shown = client.get("/gata/").content.decode()

    assert "Kongens gate 12, hovedinngangen" in shown
    for words in ("Låst", "Sover", "Batteri 37 %", "Klokken er mistet"):
        assert words in shown


def test_the_page_follows_the_bolt(client: Client, door: Surroundings) -> None:
    door.turn_key(Bolt.OPEN)

    [state] = client.get("/gata/tilstand/").json()["states"]

    assert (state["lock_id"], state["bolt"], state["said"]) == ("L-0001", "open", "Låst opp")


def test_the_lock_s_own_journal_can_be_read(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    (tmp_path / "locks").mkdir()
    lock = new_door(tmp_path / "locks" / DOORS[0].lock_id, lock_id=DOORS[0].lock_id)
    lock.claim()
    lock.ask(None, "open")

    [state] = client.get("/gata/tilstand/").json()["states"]

    assert state["entries"] == [
        "2: 12.00 åpne. Telefonen viste ingen gyldig tilgang.",
        "1: 12.00 ta i bruk.",
    ]
    assert state["entries"][1] in client.get("/gata/").content.decode()


def test_a_knock_wakes_the_lock(client: Client, door: Surroundings) -> None:
    assert not door.awake

    answer = client.post("/gata/L-0001/", {"do": "knock"})

    assert answer["Location"] == "/gata/#L-0001"
    assert door.awake


@pytest.mark.parametrize(("do", "bolt"), [("key-open", Bolt.OPEN), ("key-lock", Bolt.LOCKED)])
def test_the_ordinary_key_turns(client: Client, door: Surroundings, do: str, bolt: Bolt) -> None:
    client.post("/gata/L-0001/", {"do": do})

    assert door.bolt is bolt


def test_faults_can_be_ordered(client: Client, door: Surroundings) -> None:
    for do in ("battery-low", "jam", "clock-slow", "power-cut"):
        client.post("/gata/L-0001/", {"do": do})

    assert door.battery == 4
    assert door.ordered_clock_shift() == -300
    assert [door.take_power_cut() for _ in range(2)] == [True, False]
    assert not door.move(Bolt.OPEN)

    client.post("/gata/L-0001/", {"do": "battery-new"})
    assert door.battery == 100


@pytest.mark.usefixtures("door")
def test_what_is_no_deed_or_no_door_is_refused(client: Client) -> None:
    assert client.post("/gata/L-0001/", {"do": "burn"}).status_code == 400
    assert client.post("/gata/L-9999/", {"do": "knock"}).status_code == 404
    assert client.post("/gata/../", {"do": "knock"}).status_code in {404, 405}


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("address", ["/gata/", "/gata/tilstand/"])
def test_outside_the_demo_there_is_no_street(
    client: Client, settings: Settings, address: str
) -> None:
    settings.DEMO = False

    assert client.get(address).status_code == 404
    assert client.post("/gata/L-0001/", {"do": "knock"}).status_code == 404
