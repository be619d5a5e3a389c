"""Photos of doors and parts, made small, and without what a camera writes beside the picture."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

MEDIA_TYPE = "image/jpeg"
LONGEST_SIDE = 1600  # pixels: enough to see a scratch
MOST_PIXELS = 50_000_000  # a small file must not unpack to gigabytes
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 80
# What Pillow raises for what it cannot make a picture of.
_UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
)


class NotAPhoto(Exception):
    """The file is no JPEG, PNG or WebP picture that can be read, or one far too large."""


def prepared(content: bytes) -> bytes:
    """The picture as a JPEG with its right side up; where and when it was taken is not in it.

    Raises NotAPhoto.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as taken:
            if taken.width * taken.height > MOST_PIXELS:
                raise NotAPhoto
            upright = ImageOps.exif_transpose(taken).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except _UNREADABLE as problem:
        raise NotAPhoto from problem
    written = io.BytesIO()
    upright.save(written, format="JPEG", quality=_QUALITY)
    return written.getvalue()
