"""What is kept of a photo, and what is no photo."""

import io
import struct
import zlib

import pytest
from PIL import Image

from elaas.doors.photos import LONGEST_SIDE, NotAPhoto, prepared
from tests.pictures import taken


def size_of(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as image:
        return image.size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_with_what_it_was_taken_is_not_kept(kind: str) -> None:
    content = taken(kind=kind)
    assert b"Kamera" in content

    kept = prepared(content)

    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
    assert b"Kamera" not in kept


def test_the_right_side_is_up() -> None:
    assert size_of(prepared(taken(size=(40, 30), turned=True))) == (30, 40)


def test_a_large_one_is_made_small_and_a_small_one_stays() -> None:
    assert size_of(prepared(taken(size=(4000, 3000)))) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    assert size_of(prepared(taken(size=(40, 30)))) == (40, 30)


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60 000 pixels wide and high."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"<svg onload=alert(1)>", taken()[:200], bomb()],
    ids=["nothing", "pdf", "svg", "cut short", "bomb"],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPhoto):
        prepared(content)
