"""Bring the catalogues in src/elaas/locale up to date with the texts in code and templates.

Keeps what is translated, adds what is new (untranslated: tests/pages/test_texts.py finds it), and
drops what nothing says any more. Nothing is guessed: no fuzzy matches.
"""
# ruff: noqa: INP001  (a command of its own, not a package)

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent / "src/elaas"
LANGUAGES = ("nb", "nn", "en")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "gettext_noop": None,
}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def texts() -> Catalog:
    """Every text in our code and templates, without translations."""
    catalog = Catalog()
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        source = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            source = templatize(source)
        place = str(file.relative_to(PACKAGE.parent))
        for _, message, _, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


def catalogue_file(language: str) -> Path:
    """Where a language's texts are."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A language's texts as they are now; empty when there are none."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(locale=language, project="eLås", charset="utf-8")
    with file.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def main() -> None:
    """Update every catalogue."""
    settings.configure()  # templatize asks Django for its settings
    template = texts()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        write(catalog, language=language)


def write(catalog: Catalog, *, language: str) -> None:
    """Replace a language's texts."""
    body = io.BytesIO()
    write_po(body, catalog, omit_header=True, no_location=True, sort_output=True)
    file = catalogue_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEADER.format(language=language) + body.getvalue().decode(), encoding="utf-8")


if __name__ == "__main__":
    main()
