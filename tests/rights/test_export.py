"""Everything about a person, and nobody else's address."""

import argparse
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import Model

from elaas.access.models import Attempt
from elaas.access.operations.questions import answer
from elaas.jobs.export_person_write import write
from elaas.ledger.models import Entry, Leaf
from elaas.notices.letter import pdf
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Recipient
from elaas.rights.belongings import BELONGINGS
from elaas.rights.ground import Ground
from elaas.rights.operations.export import export_person
from elaas.rights.queries.person import Everything, NoSuchPerson, person_named
from elaas.web.export_letter import export_letter
from tests import damages, make
from tests.audit.town import LATER, LOCK, build, published
from tests.pages.test_roles import question_of

SECRET = "Hemmeliggata 13"


def leads_to_a_recipient() -> set[type[Model]]:
    """Every model from which a way of foreign keys leads to a recipient."""
    found: set[type[Model]] = {Recipient}
    while True:
        more = {
            model
            for model in apps.get_models()
            if any(field.related_model in found for field in model._meta.concrete_fields)  # noqa: SLF001
        }
        if more <= found:
            return found
        found |= more


def test_no_model_that_leads_to_a_person_is_forgotten() -> None:
    told = {apps.get_model(one.model) for one in BELONGINGS}

    assert leads_to_a_recipient() <= told


def exported(recipient: Recipient, *, own: bool = True) -> Everything:
    kind = ActorKind.RECIPIENT if own else ActorKind.EMPLOYEE
    who = recipient.id if own else make.make_employee().id
    return export_person(recipient=recipient.id, by=Actor(kind, who), ground=Ground.GDPR, now=LATER)


@pytest.mark.django_db
def test_a_person_gets_who_came_who_could_open_and_the_log_of_it() -> None:
    build()
    published()
    bjorn = Recipient.objects.get(
        assignments__credentials__receipts__isnull=False,
        id__isnull=False,
        assignments__credentials__receipts__seq=1,
    )

    found = exported(bjorn)

    assert [one["unit_id"] for one in found["openings"]] == [LOCK] * 3
    assert found["access_given"]
    assert "token" not in found["access_given"][0]
    assert len(found["visits"]) == 2
    receipts = [one for one in found["log"] if one["entry"]["kind"] == "receipt"]
    places = Leaf.objects.filter(entry__in=Entry.objects.filter(kind="receipt").values("id"))
    assert [one["place"] for one in receipts] == sorted(places.values_list("seq", flat=True))
    assert json.loads(json.dumps(found)) == found


@pytest.mark.django_db
def test_nothing_of_anybody_else_is_in_it() -> None:
    build()
    other = make.make_recipient()

    found = exported(other)

    assert {name for name, rows in found.items() if rows} == {"person", "log"}
    assert [one["entry"]["kind"] for one in found["log"]] == ["person_exported"]


@pytest.mark.django_db
def test_that_it_was_handed_out_is_in_the_log_with_the_ground() -> None:
    turid = make.make_recipient()

    exported(turid)

    told = json.loads(bytes(Entry.objects.get(kind="person_exported").body))
    assert (told["recipient"], told["ground"]) == (turid.id.hex, "gdpr_15")
    assert (told["by"], told["by_id"]) == ("recipient", turid.id.hex)


def lives_secretly(**fields: str) -> Recipient:
    someone = make.make_recipient(protection="V", **fields)
    home = make.make_home(building=make.make_building(address=SECRET))
    make.make_assignment(employee=make.make_employee(), home=home, recipient=someone)
    make.make_case(someone, home=home)
    make.make_message(someone, address=[SECRET])
    damages.make_damage(someone, home=home)
    return someone


@pytest.mark.django_db
def test_a_protected_address_is_in_that_persons_own_export_alone() -> None:
    someone = lives_secretly()

    assert SECRET in json.dumps(exported(someone))
    assert SECRET not in json.dumps(exported(someone, own=False))


@pytest.mark.django_db
def test_whoever_lives_with_them_is_not_a_way_to_it_for_an_employee() -> None:
    someone = lives_secretly()
    other = make.make_recipient()
    home = someone.cases.get().home
    make.make_assignment(employee=make.make_employee(), home=home, recipient=other)

    assert SECRET not in json.dumps(exported(other, own=False))


@pytest.mark.django_db
def test_the_number_of_next_of_kin_is_theirs() -> None:
    turid = make.make_recipient()
    make.make_kin(turid, given="Ingrid", national_id="02846610012")

    found = json.dumps(exported(turid))

    assert "Ingrid" in found
    assert "02846610012" not in found


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_can_be_read_in_ones_language(language: str) -> None:
    build()
    bjorn = Recipient.objects.get(assignments__credentials__receipts__seq=1)
    Recipient.objects.filter(id=bjorn.id).update(language=language)

    letter = export_letter(exported(bjorn), now=LATER)

    assert letter.language == language
    assert pdf(letter, now=LATER).startswith(b"%PDF")


@pytest.mark.django_db
def test_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    turid = make.make_recipient(national_id="22873810011")
    told = argparse.Namespace(
        person="22873810011",
        json=tmp_path / "a.json",
        pdf=tmp_path / "a.pdf",
        ground="access_to_record",
    )

    write(told)

    assert json.loads(told.json.read_text())["person"][0]["id"] == str(turid.id)
    assert told.json.stat().st_mode & 0o077 == 0
    assert told.pdf.read_bytes().startswith(b"%PDF")


@pytest.mark.django_db
def test_a_person_is_found_by_each_of_their_numbers_and_nobody_by_none() -> None:
    turid = make.make_recipient(national_id="22873810011")
    make.make_recipient()

    for name in (str(turid.id), "22873810011", turid.source_id):
        assert person_named(name) == turid.id
    for name in ("", "7", "00000000-0000-0000-0000-000000000007"):
        with pytest.raises(NoSuchPerson):
            person_named(name)


@pytest.mark.django_db
def test_what_a_phone_refused_at_their_own_door_is_in_it_and_at_a_shared_one_not() -> None:
    turid, nurse = make.make_recipient(), make.make_employee()
    home = make.make_home(building=make.make_building())
    own, shared = make.make_unit(home=home), make.make_unit(building=home.building)
    make.make_assignment(employee=nurse, home=home, recipient=turid)
    for unit in (own, shared):
        Attempt.objects.create(
            id=uuid4(),
            phone=make.make_phone(nurse, blocked_at=make.NOON),
            employee=nurse,
            label=unit.label,
            unit=unit,
            reason="no_access",
            tried_at=make.NOON,
            told_at=make.NOON,
        )

    assert [one["unit_id"] for one in exported(turid)["refused_by_phone"]] == [own.lock_id]


@pytest.mark.django_db
def test_a_person_gets_what_was_asked_and_answered_and_both_entries() -> None:
    turid = make.make_recipient()
    question = question_of(turid)
    answer(
        question=question, text="Det var meg.", by=None, texts={"nb": "Svar om eLås."}, now=LATER
    )

    found = exported(turid)

    assert [one["text"] for one in found["questions"]] == ["Hvem var det?"]
    assert [one["text"] for one in found["questions_answered"]] == ["Det var meg."]
    kinds = {one["entry"]["kind"] for one in found["log"]}
    assert {"question_asked", "question_answered"} <= kinds
