"""The design system's files are the ones that were fetched, each with its licence."""

import hashlib
import json
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "src/elaas/web/static"
VENDOR = STATIC / "vendor"


def manifest() -> dict[str, str]:
    packages = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))
    return {name: digest for package in packages for name, digest in package["files"].items()}


def test_every_vendored_file_is_the_one_in_the_manifest() -> None:
    found = {
        str(file.relative_to(VENDOR)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "MANIFEST.json"
    }

    assert found == manifest()


def test_every_package_brings_its_licence() -> None:
    packages = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))

    for package in packages:
        licences = [name for name in package["files"] if name.startswith("LICENSE.")]
        assert len(licences) == 1, package["package"]
        text = (VENDOR / licences[0]).read_text(encoding="utf-8")
        assert "Copyright" in text or "License" in text


def test_our_own_style_names_only_files_that_exist() -> None:
    style = (STATIC / "elaas.css").read_text(encoding="utf-8")

    for name in re.findall(r'url\("([^"]+)"\)', style):
        assert (STATIC / name).is_file(), name
