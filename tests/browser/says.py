"""What the app says to a tap, in the language of the tests' browser."""

import re

from django.utils import translation
from playwright.sync_api import Page, expect

from elaas.web.phone_texts import TEXTS


def says(name: str) -> re.Pattern[str]:
    """The whole sentence with this name in `phone_texts`, whatever stands in its gaps."""
    with translation.override("nb"):
        sentence = str(TEXTS[name])
    parts = re.split(r"\{\w+\}", sentence)
    return re.compile("^" + ".+".join(map(re.escape, parts)) + "$")


def tap(page: Page, sentence: str) -> None:
    """Tap the button, and hear this sentence, which may have stood there before."""
    page.locator("#said").evaluate("(said) => { said.textContent = ''; }")
    page.get_by_role("button", name="Åpne", exact=True).click()
    expect(page.locator("#said")).to_have_text(says(sentence))
