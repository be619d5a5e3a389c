"""WCAG 2.2 AA as far as axe can tell, light and dark; and nothing is wider than a small screen."""

import json
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

AXE = Path(__file__).parent / "axe/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALL = 320  # CSS pixels: WCAG 1.4.10
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# One that ended early is over, too.
_STILL = "Promise.allSettled(document.getAnimations().map(({ finished }) => finished))"


def check(page: Page) -> None:
    """In light and in dark: no violation that axe finds, and no scrolling sideways."""
    page.evaluate(AXE.read_text())
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_STILL)
        assert _violations(page) == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL, scheme
    page.emulate_media(color_scheme="null")  # as it was


def _violations(page: Page) -> list[tuple[str, str]]:
    found: dict[str, Any] = page.evaluate(f"axe.run({json.dumps({'runOnly': TAGS})})")
    assert found["passes"]
    return [
        (rule["id"], node["html"][:120]) for rule in found["violations"] for node in rule["nodes"]
    ]
