"""PEP 517 backend: setuptools, with the texts compiled first.

Compiles every .po under src to .mo with Babel, so that no machine needs GNU gettext.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403  (the hooks this backend leaves as they are)


def compile_texts() -> None:
    """Write a .mo beside every .po under src; raises on a .po that cannot be parsed."""
    for po in Path("src").rglob("*.po"):
        with po.open("rb") as source:
            catalog = read_po(source, abort_invalid=True)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalog)


def build_wheel(*args: Any, **kwargs: Any) -> str:
    """Compile the texts, then build the wheel."""
    compile_texts()
    return build_meta.build_wheel(*args, **kwargs)


def build_editable(*args: Any, **kwargs: Any) -> str:
    """Compile the texts, then install in place."""
    compile_texts()
    return build_meta.build_editable(*args, **kwargs)


if __name__ == "__main__":
    compile_texts()
