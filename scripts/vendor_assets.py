"""Fetch pinned files of others' (design system, QR codes) into the static folder, with licences.

Run by whoever takes a newer version (needs npm); the result is committed, so that neither building
nor running eLås needs node. MANIFEST.json says where each file is from and its SHA-256.
"""
# ruff: noqa: INP001, T201  (a command of its own, not a package)

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/elaas/web/static/vendor"

ICONS = (
    "ArrowLeft",
    "CheckmarkCircle",
    "CircleSlash",
    "Clock",
    "ClockDashed",
    "Door",
    "DoorOpen",
    "ExclamationmarkTriangle",
    "InformationSquare",
    "KeyHorizontal",
    "MagnifyingGlass",
    "PadlockLocked",
    "Person",
    "QuestionmarkDiamond",
)

# package: (version, {path in the package: name here})
PACKAGES = {
    "@digdir/designsystemet-css": ("1.22.0", {"dist/src/index.css": "designsystemet.css"}),
    "@digdir/designsystemet-theme": (
        "1.11.0",
        {"src/themes/designsystemet.css": "designsystemet-theme.css"},
    ),
    "@fontsource-variable/inter": (
        "5.3.0",
        {
            "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
        },
    ),
    "@navikt/aksel-icons": (
        "8.16.2",
        {f"dist/svg/{name}.svg": f"icons/{name}.svg" for name in ICONS},
    ),
    # Reads a unit's label where the browser has no BarcodeDetector.
    "jsqr": ("1.4.0", {"dist/jsQR.js": "jsqr.js"}),
}

# @navikt/aksel-icons says MIT in its package.json and names NAV, but ships no licence file.
AKSEL_LICENCE = """\
MIT License

Copyright (c) 2017 NAV

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def main() -> None:
    """Replace the folder by what the pinned packages hold."""
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "icons").mkdir(parents=True)
    manifest = []
    for package, (version, files) in PACKAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            unpacked = fetch(package, version=version, folder=Path(folder))
            licence = copy_licence(package, unpacked=unpacked)
            for source, name in files.items():
                shutil.copyfile(unpacked / source, TARGET / name)
        manifest.append(
            {
                "package": package,
                "version": version,
                "files": {name: sha256(TARGET / name) for name in [*files.values(), licence]},
            }
        )
        print(f"{package} {version}: {len(files)} files")
    text = json.dumps(manifest, indent=2) + "\n"
    (TARGET / "MANIFEST.json").write_text(text, encoding="utf-8")


def fetch(package: str, *, version: str, folder: Path) -> Path:
    """Unpack that version of the package below `folder`; answers where."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{package}@{version}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (all ours)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as content:
        content.extractall(folder, filter="data")
    return folder / "package"


def copy_licence(package: str, *, unpacked: Path) -> str:
    """Put the package's licence beside its files; answers the licence's file name."""
    name = f"LICENSE.{package.removeprefix('@').replace('/', '-')}.txt"
    shipped = unpacked / "LICENSE"
    text = shipped.read_text(encoding="utf-8") if shipped.exists() else AKSEL_LICENCE
    (TARGET / name).write_text(text, encoding="utf-8")
    return name


def sha256(file: Path) -> str:
    """The file's SHA-256 in hex."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
