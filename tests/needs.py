"""Programs some tests need that do not come with Python's packages."""

import shutil


def missing_reason(command: str, package: str) -> str | None:
    """Why a test that needs `command` cannot run, with the Debian package that brings it."""
    if shutil.which(command):
        return None
    return f"needs {command}: apt-get install {package}"
