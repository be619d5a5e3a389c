"""Wherever the link to the lock breaks, the app says so, goes on, and no opening is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Playwright

from elaas.access.models import Receipt
from elaas.protocol.receipt import Outcome
from tests.browser import town
from tests.browser.relay import Lost, Relay, relaying
from tests.browser.says import tap
from tests.browser.town import Town
from tests.commands import free_port
from tests.jobs.worker import until

OPEN, UPDATE, JOURNAL, END_OF_JOURNAL = 2, 3, 4, 5  # the requests of an opening after message_1
STATUS, TIME, OPEN_AGAIN = 3, 4, 5  # of an opening of a lock that has lost the time
_HANDED_OVER = """
async () => {
  const { Store } = await import("/static/phone/app/store.js");
  return (await (await Store.open()).receipts()).length === 0;
}
"""


@dataclass(frozen=True)
class Scene:
    """A phone before a door, and what is between them."""

    place: Town
    relay: Relay
    page: Page

    def tap(self, sentence: str) -> None:
        """Tap the button, hear this, and let the phone hand over what it has got."""
        with self.page.expect_response("**/phone/sync"):
            tap(self.page, sentence)
        until(lambda: self.page.evaluate(_HANDED_OVER))

    def openings(self) -> int:
        """How many the server knows; each once, and no number of the journal is missing."""
        seqs = list(Receipt.objects.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
        return Receipt.objects.filter(operation="open", outcome=Outcome.DONE).count()

    def shown_openings(self) -> int:
        """How many the recipient sees."""
        page = self.page.context.new_page()
        page.goto(self.place.at(f"recipient/{self.place.turid.id}/"))
        count = page.get_by_text("Åpnet inngangsdøren din").count()
        page.close()
        return count


@pytest.fixture(scope="module")
def scene(
    playwright: Playwright, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """One town and one phone for all; each test leaves them as it found them, but for the log."""
    folder, port = tmp_path_factory.mktemp("town"), free_port()
    with (
        town.town(folder, database_url, bridge=f"ws://127.0.0.1:{port}/") as place,
        relaying(port, place.flat.radio) as relay,
        town.browser(playwright, folder / "phone") as page,
    ):
        page.goto(place.link())
        page.wait_for_selector("html[data-ready]", state="attached")
        yield Scene(place, relay, page)


def broken(scene: Scene, at: int, lost: Lost, *, said: str) -> int:
    """Break the link there, and open again; answers how many openings came of the two taps."""
    before = scene.openings()
    scene.relay.break_at(at, lost)

    scene.tap(said)
    assert scene.relay.has_broken
    scene.tap("opened")

    assert scene.openings() == scene.shown_openings()
    return scene.openings() - before


@pytest.mark.parametrize("lost", Lost)
def test_before_the_lock_has_answered_it_does_not_answer(scene: Scene, lost: Lost) -> None:
    assert broken(scene, 1, lost, said="OutOfRange") == 1


def test_an_opening_that_never_reached_the_lock_is_said_to_be_uncertain(scene: Scene) -> None:
    assert broken(scene, OPEN, Lost.REQUEST, said="LinkLost") == 1


def test_an_opening_of_which_the_phone_heard_nothing_is_in_the_log_all_the_same(
    scene: Scene,
) -> None:
    assert broken(scene, OPEN, Lost.ANSWER, said="LinkLost") == 2


@pytest.mark.parametrize("lost", Lost)
@pytest.mark.parametrize("at", [UPDATE, JOURNAL, END_OF_JOURNAL])
def test_after_the_opening_the_door_is_said_to_be_open(scene: Scene, at: int, lost: Lost) -> None:
    assert broken(scene, at, lost, said="opened") == 2


@pytest.mark.parametrize(
    ("at", "lost", "openings"),
    [
        (STATUS, Lost.REQUEST, 1),
        (STATUS, Lost.ANSWER, 1),
        (TIME, Lost.REQUEST, 1),
        (TIME, Lost.ANSWER, 1),
        (OPEN_AGAIN, Lost.REQUEST, 1),
        (OPEN_AGAIN, Lost.ANSWER, 2),
    ],
)
def test_while_the_lock_fetches_the_time_too(
    scene: Scene, at: int, lost: Lost, openings: int
) -> None:
    with scene.relay.turn:
        scene.place.flat.stop()
        scene.place.flat.start()

    assert broken(scene, at, lost, said="LinkLost") == openings
