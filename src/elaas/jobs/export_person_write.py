"""What `elaas export-person` does once there is a database."""

import argparse
import json
from pathlib import Path

from django.utils.module_loading import import_string

from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.notices.letter import pdf
from elaas.rights.ground import Ground
from elaas.rights.operations.export import export_person
from elaas.rights.queries.person import NoSuchPerson, person_named

_LETTER = "elaas.web.export_letter.export_letter"


def write(asked: argparse.Namespace) -> None:
    """Write the files, which the owner alone can read, and say so. Raises Stop."""
    try:
        recipient = person_named(asked.person)
    except NoSuchPerson:
        raise Stop("Nobody here has that id or number.") from None
    at = now()
    found = export_person(recipient=recipient, by=None, ground=Ground(asked.ground), now=at)
    if asked.json:
        _put(asked.json, json.dumps(found, ensure_ascii=False, indent=1).encode())
    if asked.pdf:
        _put(asked.pdf, pdf(import_string(_LETTER)(found, now=at), now=at))


def _put(path: Path, content: bytes) -> None:
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_bytes(content)
    except OSError as reason:
        raise Stop(f"{path} cannot be written: {reason.strerror}.") from None
    print(f"Written: {path}")
