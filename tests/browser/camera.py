"""A browser whose camera films one picture, and a label's square code for it to see."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright

LABEL = Path(__file__).parents[1] / "data" / "label.json"
_CODE = LABEL.with_suffix(".pbm")  # the same as a code: plain PBM, one digit a module
_SCALE = 7  # pixels a module
_QUIET = 8  # modules around it
_WHITE, _BLACK, _GREY = 235, 16, 128


def film(path: Path, *, empty: bool = False) -> Path:
    """A film (YUV4MPEG2) of the label's code, or of a white wall."""
    _, size, *rows = _CODE.read_text().splitlines()
    width = int(size.split()[0])
    modules = "".join(rows).replace(" ", "")
    lines = [modules[at : at + width] for at in range(0, width * width, width)]
    side = (width + 2 * _QUIET) * _SCALE
    side += side % 2
    picture = bytearray([_WHITE]) * (side * side)
    for y, line in enumerate([] if empty else lines):
        for x, module in enumerate(line):
            if module == "1":
                for row in range(_SCALE):
                    at = ((y + _QUIET) * _SCALE + row) * side + (x + _QUIET) * _SCALE
                    picture[at : at + _SCALE] = bytes([_BLACK]) * _SCALE
    colour = bytes([_GREY]) * (side * side // 2)
    head = f"YUV4MPEG2 W{side} H{side} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + bytes(picture) + colour) * 2)
    return path


@contextmanager
def filming(playwright: Playwright, film: Path | None, *, allowed: bool = True) -> Iterator[Page]:
    """A page whose camera sees `film`, or that has none; `allowed`: the user lets it."""
    faked = [
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        chromium_sandbox=os.geteuid() != 0,
        args=faked if film else [],
    )
    context = browser.new_context(
        locale="nb-NO",
        viewport={"width": 360, "height": 740},
        permissions=["camera"] if allowed else [],
    )
    try:
        yield context.new_page()
    finally:
        browser.close()
