"""Photos as cameras make them, for tests: plain colours, with what a camera writes beside them."""

import io

from PIL import Image

GPS = 0x8825  # the EXIF tag of where a photo was taken
ORIENTATION = 0x0112
MAKER = 0x010F


def taken(*, size: tuple[int, int] = (40, 30), turned: bool = False, kind: str = "JPEG") -> bytes:
    """A photo of that size, in pixels as stored; `turned`: the camera was held upright."""
    exif = Image.Exif()
    exif[MAKER] = "Kamera i Kongens gate"
    exif[GPS] = {1: "N", 2: (63.0, 25.0, 0.0)}
    if turned:
        exif[ORIENTATION] = 6
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, format=kind, exif=exif)
    return written.getvalue()
