"""What was asked about uses and looks, and what was answered: for who asked, and who answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from elaas.access.models import Answer, Question
from elaas.access.queries.pages.chooser import Group
from elaas.access.queries.pages.uses import Person, person
from elaas.access.questions import Came
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Kin

LISTED = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; `by` None: nobody was logged in (the demo)."""

    text: str
    at: datetime
    by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question. `kin`: the next of kin who asked; None: the recipient did.

    `noted_by` wrote it down for them, unless it came by the page; None: the demo's.
    """

    id: UUID
    recipient: Person
    language: str
    kin: Person | None
    about: str
    text: str
    at: datetime
    due_at: datetime
    came: Came
    noted_by: Person | None
    answer: Answered | None

    @property
    def on_paper(self) -> bool:
        """Whether the answer goes as a letter."""
        return self.came is not Came.BY_PAGE


def questions_of(recipient: UUID, *, seen_by: Actor) -> Mapping[str, Sequence[Asked]]:
    """The questions about what the recipient's pages show, by what they are about, as asked.

    Kin see those they asked themselves.
    """
    rows = _rows().filter(recipient=recipient).order_by("asked_at", "id")
    if seen_by.kind is ActorKind.KIN:
        rows = rows.filter(by_id=seen_by.id)
    found: dict[str, list[Asked]] = defaultdict(list)
    for one in _asked(rows):
        found[one.about].append(one)
    return dict(found)


def waiting() -> Group[Asked]:
    """The questions nobody has answered: the deadline that is next, or longest over, first."""
    rows = _rows().filter(answer=None)
    return Group(shown=tuple(_asked(rows.order_by("due_at", "id")[:LISTED])), count=rows.count())


def to_print() -> Sequence[Asked]:
    """Those whose answer is to go as a letter that nobody has made yet, the oldest answer first."""
    rows = _rows().filter(answer__isnull=False, answer__letter=None)
    rows = rows.exclude(came=Came.BY_PAGE.value)
    return _asked(rows.order_by("answer__answered_at", "id")[:LISTED])


def question(question_id: UUID) -> Asked | None:
    """That question. None: there is none."""
    found = _asked(_rows().filter(pk=question_id))
    return found[0] if found else None


def _rows() -> QuerySet[Question]:
    return Question.objects.select_related("recipient", "noted_by", "answer__answered_by")


def _asked(rows: QuerySet[Question]) -> list[Asked]:
    some = list(rows)
    kin = Kin.objects.in_bulk([row.by_id for row in some if row.by_kind == ActorKind.KIN])
    return [
        Asked(
            id=row.id,
            recipient=person(row.recipient),
            language=row.recipient.language,
            kin=_person(kin[row.by_id]) if row.by_id in kin else None,
            about=row.about,
            text=row.text,
            at=row.asked_at,
            due_at=row.due_at,
            came=Came(row.came),
            noted_by=person(row.noted_by) if row.noted_by else None,
            answer=_answer(row),
        )
        for row in some
    ]


def _person(kin: Kin) -> Person:
    return Person(kin.id, kin.given, kin.family)


def _answer(row: Question) -> Answered | None:
    told: Answer | None = getattr(row, "answer", None)
    if told is None:
        return None
    by = told.answered_by
    return Answered(told.text, told.answered_at, person(by) if by else None)
