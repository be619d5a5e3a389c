"""Letters as PDF that a screen reader reads and an archive keeps: PDF/UA-1 and PDF/A-2a.

A letter takes finished values: its sentences are already in the language of whoever gets it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import typst

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the next blocks are about."""

    text: str
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    items: Sequence[str]
    kind: str = field(default="points", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header, each as long as it, with a caption."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on, and what stands under it."""

    label: str
    kind: str = field(default="signature", init=False)


Block: TypeAlias = Paragraph | Heading | Points | Table | Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`language`: BCP 47 (nb, nn, en). `sender`, `to`: lines of an address. `dated`: in words."""

    language: str
    title: str
    sender: Sequence[str]
    to: Sequence[str]
    dated: str
    blocks: Sequence[Block]


def pdf(letter: Letter, *, now: datetime) -> bytes:
    """The letter's PDF; the same letter at the same time gives the same bytes.

    Raises typst.TypstError for what a screen reader could not read, such as an empty title.
    """
    found: bytes = typst.compile(
        str(_FOLDER / "letter.typ"),
        root=str(_FOLDER),
        sys_inputs={"letter": json.dumps(asdict(letter))},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(now.timestamp()),
        ignore_system_fonts=True,
    )
    return found
