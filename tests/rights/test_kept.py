"""Each kind of data has its time, or a reason why it has none; and nothing goes that is needed."""

import ast
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, Model

from elaas.access.models import Question
from elaas.damage.models import Damage
from elaas.doors.models import Bag, Board, DoorCondition, Home, Photo
from elaas.eligibility.models import Statement
from elaas.intake.models import Source
from elaas.ledger.models import Entry
from elaas.mounting.models import Ending, MountingCase, WorkOrder
from elaas.people.models import Kin, Recipient
from elaas.rights.kept import ENTRIES, FORGETTING, LOOSE, PHOTOS_OF, STAYS, Kept
from elaas.rights.operations.forget import forget_some
from tests.audit.test_database import as_a_superuser
from tests.audit.town import found, published
from tests.rights.life import OVER, ila, lived, over

YEARS = OVER + timedelta(days=3000)
ERASED = {table for one in FORGETTING.values() for table in one.tables}


def models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("elaas."):
            yield model


def forget_all(*, before: datetime = YEARS, now: datetime = YEARS) -> dict[str, int]:
    """As each night, of everything that is older."""
    gone: dict[str, int] = {}
    for kept in Kept:
        while rows := forget_some(kept=kept, before=before, now=now):
            gone[kept.value] = gone.get(kept.value, 0) + rows
            published()
    return gone


def test_every_model_has_a_time_or_a_reason_why_it_stays() -> None:
    without = {
        model._meta.label  # noqa: SLF001
        for model in models()
        if model._meta.db_table not in ERASED  # noqa: SLF001
    }

    assert without == set(STAYS)


def test_every_kind_has_its_order_its_setting_and_its_line_in_the_documents() -> None:
    assert list(FORGETTING) == list(Kept)
    assert set(settings.KEEP) == {kept.value for kept in Kept}
    for page in ("docs/privacy.md", "docs/operations.md"):
        told = Path(page).read_text()
        assert [kept for kept in Kept if f"`ELAAS_KEEP_{kept.upper()}`" not in told] == []


def test_what_names_a_row_that_goes_goes_with_it_or_holds_it() -> None:
    """Where rows are found without asking what else names them, nothing else may."""
    for kept in (Kept.VISITS, Kept.MESSAGES):
        tables = FORGETTING[kept].tables
        for model in models():
            for field in model._meta.concrete_fields:  # noqa: SLF001
                if isinstance(field, ForeignKey):
                    other = field.related_model._meta.db_table  # noqa: SLF001
                    if other in tables - {"intake_source"}:
                        assert model._meta.db_table in tables  # noqa: SLF001


def test_every_photo_is_shown_by_something_that_is_known_to_show_it() -> None:
    assert {
        (model._meta.db_table, field.column)  # noqa: SLF001
        for model in models()
        for field in model._meta.concrete_fields  # noqa: SLF001
        if field.related_model is Photo
    } == set(PHOTOS_OF)


def test_every_id_of_a_person_that_is_no_foreign_key_is_known() -> None:
    """Columns called so; those of phones' reports and looks name jobs and doors."""
    columns = {
        (model._meta.db_table, field.column)  # noqa: SLF001
        for model in models()
        for field in model._meta.concrete_fields  # noqa: SLF001
        if field.get_internal_type() == "UUIDField"
        and not field.primary_key
        and not isinstance(field, ForeignKey)
    }
    others = {
        ("access_step", "ladder"),
        ("mounting_visitreport", "job"),
        ("mounting_visitreport", "place"),
        ("people_look", "about"),
    }

    assert columns - others == set(LOOSE)


def told_kinds() -> Iterator[str]:
    """The kinds of entries that the source spells out where it makes one."""
    for path in Path("src/elaas").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="entry" | "_tell" | "_told" | "_entry"), args=args):
                    yield from (kind for one in args[:1] for kind in spelled(one))
                case ast.Assign(targets=[ast.Name(id="kind")], value=value):
                    yield from spelled(value)


def spelled(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(kind)) if "_" in kind.strip("_"):
            return [kind]
        case ast.IfExp(body=one, orelse=other):
            return [*spelled(one), *spelled(other)]
    return []


def test_every_kind_of_entry_goes_with_something_or_has_a_reason_why_it_stays() -> None:
    goes = {kind for one in FORGETTING.values() for kind in (*one.kinds, *one.timed)}
    kinds = set(told_kinds()) - {"key_box"}  # a kind of unit

    assert len(kinds) > 90
    assert kinds - goes - set(ENTRIES) == set()
    assert goes & set(ENTRIES) == set()


@pytest.mark.django_db
def test_a_life_goes_wholly_and_the_audit_finds_no_fault() -> None:
    person, home = lived(), ila()
    over(person)
    _, outside = published()
    photos = Photo.objects.count()
    assert photos

    gone = forget_all()

    for model in (Question, Damage, Bag, Board, DoorCondition, MountingCase, Ending, WorkOrder):
        assert not model.objects.exists(), model
    assert not Recipient.objects.filter(id=person.id).exists()
    assert not Home.objects.filter(id=home.id).exists()
    assert not Kin.objects.filter(recipient=person.id).exists()
    assert not Statement.objects.filter(recipient=person.id).exists()
    assert not Photo.objects.exists()
    assert not Source.objects.filter(reference=f"Patient/{person.source_id}").exists()
    assert person.id.hex.encode() not in b"".join(
        bytes(body) for body in Entry.objects.values_list("body", flat=True)
    )
    assert set(gone) >= {"visits", "questions", "damage", "cases", "parts", "recipients"}
    assert found(outside) == []
    assert forget_all() == {}
    as_a_superuser(
        "DELETE FROM people_recipient",
        "DELETE FROM ledger_entry WHERE kind = 'rows_erased'",
    )
    said = " ".join(found(outside))
    assert "its row in people_recipient is gone" in said
    assert "it is gone, and no entry tells of its erasure" in said
