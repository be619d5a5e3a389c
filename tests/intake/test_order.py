"""Whatever the order and however it is split, the same resources give the same database."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from elaas.intake.operations import import_bundle
from tests.intake.bundles import (
    V2,
    V3,
    Resource,
    appointment,
    building,
    bundle,
    home,
    patient,
    practitioner,
    related_person,
    role,
    town,
    without,
)
from tests.intake.state import NOW, in_force

LATER = (V2, V3)
CHANGES = [
    *(appointment(by=["ola"], version=version) for version in LATER),
    *(appointment(by=["kari", "ola"], version=version) for version in LATER),
    *(appointment(by=["kari", "per"], version=version) for version in LATER),
    *(appointment(status="cancelled", version=version) for version in LATER),
    *(without(appointment(version=version), "end") for version in LATER),
    *(appointment(at="gate-7-H0102", version=version) for version in LATER),
    appointment("second", by=["ola"]),
    appointment("third", by=["ola"], at="gate-8-H0101", to="lars"),
    *(patient(version=version, name=7) for version in LATER),
    *(patient(version=version, active=False) for version in LATER),
    *(practitioner("ola", version=version, active="no") for version in LATER),
    *(practitioner("ola", version=version, active=False) for version in LATER),
    *(role("ola", version=version, active=False) for version in LATER),
    *(role("kari", version=version, code=7) for version in LATER),
    *(home(version=version, physicalType={}) for version in LATER),
    *(home(version=version, status="inactive") for version in LATER),
    *(home(part_of="gate-8", version=version) for version in LATER),
    *(building(version=version, physicalType={}) for version in LATER),
    *(building("gate-7-H0102", version=version) for version in LATER),
    home("gate-8-H0101", part_of="gate-8"),
    building("gate-8"),
    patient("lars"),
    practitioner("per"),
    related_person(),
    related_person("lisa", patient={"reference": "Patient/lars"}),
]


def after(*files: Sequence[Resource]) -> dict[str, Any]:
    """What is in force when each of these files has been imported once, but for next of kin.

    Theirs is a name, which is not kept: they wait until they are told of again.
    """
    with transaction.atomic():
        for resources in files:
            import_bundle(bundle(*resources), now=NOW)
        found = in_force()
        transaction.set_rollback(True)
    del found["kin"]
    found["sources"] = [one for one in found["sources"] if "RelatedPerson" not in one]
    return found


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(CHANGES), max_size=8), st.data())
def test_order_and_files_make_no_difference(
    changes: Sequence[Resource], data: st.DataObject
) -> None:
    resources = [*town(), *changes]
    shuffled = data.draw(st.permutations(resources))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(resources) - 1), max_size=3)))
    files = [
        shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(resources)], strict=True)
    ]

    assert after(*files) == after(resources)
