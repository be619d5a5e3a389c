"""Letters: what they say, in which language, and that a screen reader can read them."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst

from elaas.notices.letter import Heading, Letter, Paragraph, Points, Signature, Table, pdf

NOW = datetime(2026, 12, 1, 11, tzinfo=UTC)
LETTER = Letter(
    language="nn",
    title="Delane frå den gamle låsen",
    sender=["Trondheim kommune", "7004 Trondheim"],
    to=["Turid Bakken", "Kongens gate 12"],
    dated="1. desember 2026",
    blocks=[
        Paragraph("Hei, #strong[Turid] <b>Bakken</b> č đ ŋ."),
        Heading("Kva vi la i posen"),
        Table("Delar", ["Del", "Talet på"], [["Knappvridar", "1"], ["Sylinderring", "2"]]),
        Points(["Ta vare på posen.", "Du betaler ingenting."]),
        Signature("Turid Bakken"),
    ],
)


def tool(name: str, *options: str, content: bytes, folder: Path) -> str:
    file = folder / "letter.pdf"
    file.write_bytes(content)
    command = [shutil.which(name) or name, *options, str(file)]
    if name == "pdftotext":
        command.append("-")
    return subprocess.run(command, capture_output=True, check=True).stdout.decode(errors="replace")


@pytest.mark.needs("pdftotext", "poppler-utils")
def test_every_word_is_there_as_it_was_given(tmp_path: Path) -> None:
    said = " ".join(tool("pdftotext", content=pdf(LETTER, now=NOW), folder=tmp_path).split())

    for words in (
        "Hei, #strong[Turid] <b>Bakken</b> č đ ŋ.",
        "Sylinderring 2",
        "Ta vare på posen.",
        "1. desember 2026",
    ):
        assert words in said


@pytest.mark.needs("pdfinfo", "poppler-utils")
def test_it_is_tagged_and_says_its_title_and_language(tmp_path: Path) -> None:
    content = pdf(LETTER, now=NOW)
    told = tool("pdfinfo", content=content, folder=tmp_path)
    structure = tool("pdfinfo", "-struct", content=content, folder=tmp_path)

    assert "Title:           Delane frå den gamle låsen" in told
    assert "Tagged:          yes" in told
    assert b"pdfaid:part>2<" in content
    assert b"pdfaid:conformance>A<" in content
    assert b"pdfuaid:part>1<" in content
    assert b"/Lang(nn)" in content
    for tag in ("H1", "H2", "Table", "TH", "LI"):
        assert tag in structure, tag


def test_the_same_letter_is_the_same_file() -> None:
    assert pdf(LETTER, now=NOW) == pdf(LETTER, now=NOW)


def test_a_letter_without_a_title_is_refused() -> None:
    with pytest.raises(typst.TypstError):
        pdf(replace(LETTER, title=""), now=NOW)
