"""Which resources a bundle holds, and which version counts. No database."""

import pytest

from elaas.intake.rules.envelopes import Rejected, sort_out
from tests.intake import bundles
from tests.intake.bundles import patient, without
from tests.intake.reading import reading


@pytest.mark.parametrize(
    ("resource", "name", "expected"),
    [
        (7, "entry 1", "its resource is not an object"),
        ({}, "entry 1", "resourceType is missing"),
        (without(patient(), "id"), "Patient in entry 1", "id is missing"),
        (patient("a b\x1b[2J"), "Patient in entry 1", "its id is no FHIR id"),
        (without(patient(), "meta"), "Patient/turid", "meta.lastUpdated is missing"),
        (patient(meta="new"), "Patient/turid", "meta is not an object"),
        (patient(version="2026-11-29T03:00:00"), "Patient/turid", "no time zone"),
    ],
)
def test_a_resource_that_says_not_which_it_is_or_how_new_is_rejected(
    resource: object, name: str, expected: str
) -> None:
    answer = reading(resource)

    assert isinstance(answer, Rejected)
    assert answer.reference == name
    assert expected in answer.reason


def test_an_entry_that_is_no_object_is_rejected() -> None:
    assert sort_out(["Patient"]).rejected == [Rejected("entry 1", "the entry is not an object")]


def test_types_we_do_not_use_are_ignored() -> None:
    contents = sort_out([{"resource": {"resourceType": "Organization"}}])

    assert (contents.ignored, contents.newest, contents.rejected) == (1, {}, [])


def test_the_newest_version_wins_whatever_the_order() -> None:
    old, new = patient(version=bundles.V1), patient(version=bundles.V2)

    for order in ([old, new], [new, old]):
        contents = sort_out([{"resource": one} for one in order])
        assert contents.newest["Patient/turid"].resource == new
        assert contents.older["Patient"] == 1


def test_two_contents_under_one_version_always_give_the_same_winner() -> None:
    one, other = patient(active=True), patient(active=False)

    winners = [
        sort_out([{"resource": first}, {"resource": second}]).newest["Patient/turid"].resource
        for first, second in ((one, other), (other, one))
    ]

    assert winners[0] == winners[1]
