"""Every answer as a validator that is not ours sees it."""

import json
import subprocess

import pytest

from elaas.protocol.receipt import Outcome
from tests import make
from tests.api.fhir.conftest import Visited
from tests.api.fhir.events import attempted, refused
from tests.api.fhir.system import System
from tests.intake import foreign
from tests.make import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.needs("npm", "npm")
@pytest.mark.xdist_group("fhir_server")
def test_a_validator_that_is_not_ours_finds_no_fault_in_any_answer(
    system: System, visited: Visited
) -> None:
    foreign.install()
    attempted(visited)
    refused(visited)
    make.make_receipt(visited.unit, phone=visited.phone, outcome=Outcome.JAMMED, uncertainty=None)
    make.make_unit(mounted=False)
    make.make_assignment(
        employee=visited.kari,
        home=visited.home,
        recipient=make.make_recipient(protection="V"),
        withdrawn_at=NOON,
    )
    answers = [system.get(kind) for kind in ("AuditEvent", "Appointment", "Device", "Location")]
    answers += [one["resource"] for page in answers for one in page["entry"]]
    answers += [system.get("metadata"), system.get("Patient", status=404)]
    answers.append(system.bring({"resourceType": "Bundle", "type": "batch", "entry": [{}]}))
    lines = "\n".join(json.dumps(one) for one in answers)
    command = ["node", "validate.mjs"]

    done = subprocess.run(
        command, cwd=foreign.PROGRAM, input=lines, capture_output=True, text=True, check=True
    )

    assert done.stdout == ""
    assert len(answers) > 12
