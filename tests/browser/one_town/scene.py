"""A phone that has fetched its day, before a real lock; the server has been away since.

What a server would sign only by mistake, or much later, is signed here with the authority's key.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from elaas.protocol.cose import PrivateKey, payload_of, sign1
from elaas.protocol.credential import Credential
from elaas.protocol.update import Update
from tests.browser import town
from tests.browser.relay import Relay, relaying
from tests.browser.says import tap
from tests.browser.town import Town
from tests.browser.visitor import Visitor
from tests.commands import free_port

LOCK = "L-0042"
_BUNDLE = """
async (changed) => {
  const { Store } = await import("/static/phone/app/store.js");
  const store = await Store.open();
  if (changed) await store.put("bundle", changed);
  return store.get("bundle");
}
"""


@dataclass(slots=True)
class Scene:
    """`bundle`: as it was fetched; `newer`: times for updates, each newer than all before."""

    place: Town
    relay: Relay
    page: Page
    bundle: dict[str, Any]
    visitor: Visitor
    newer: Iterator[int]

    def tap(self, sentence: str) -> None:
        """Tap the button, and hear this."""
        tap(self.page, sentence)

    def keep(
        self, *, door: dict[str, Any] | None = None, lock: dict[str, Any] | None = None
    ) -> None:
        """Put the bundle into the phone with such a door and lock, and start the app again."""
        changed = json.loads(json.dumps(self.bundle))
        changed["visits"][0]["doors"][0] |= door or {}
        changed["locks"][LOCK] |= lock or {}
        self.page.evaluate(_BUNDLE, changed)
        self.page.reload()
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def credential(self, *, signer: PrivateKey | None = None, **changes: Any) -> bytes:
        """The phone's credential, changed so and signed anew."""
        token = bytes.fromhex(self.bundle["visits"][0]["doors"][0]["credential"])
        found = replace(Credential.parse(payload_of(token)), **changes)
        return sign1(found.claims(), signer or self.visitor.authority)

    def update(self, **news: Any) -> bytes:
        """News for the lock."""
        found = Update(lock_id=LOCK, issued_at=next(self.newer), epoch=1, **news)
        return sign1(found.payload(), self.visitor.authority)

    @contextmanager
    def visit(self) -> Iterator[Visitor]:
        """Somebody else's turn at the lock."""
        with self.relay.turn:
            yield self.visitor


@contextmanager
def scene(playwright: Playwright, folder: Path, database_url: str) -> Iterator[Scene]:
    """The phone has fetched its day and opened the door once; then the server went away."""
    port = free_port()
    with (
        town.town(folder, database_url, bridge=f"ws://127.0.0.1:{port}/") as place,
        relaying(port, place.flat.radio) as relay,
        town.browser(playwright, folder / "phone") as page,
    ):
        page.goto(place.link())
        page.wait_for_selector("html[data-ready]", state="attached")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        bundle, visitor = page.evaluate(_BUNDLE, None), Visitor(place)
        built = Scene(place, relay, page, bundle, visitor, count(int(time.time()) + 60))
        with page.expect_response("**/phone/sync"):  # it has brought the lock its news, then
            built.tap("opened")
        place.stop()
        yield built
