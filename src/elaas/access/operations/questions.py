"""Ask about a use of a door or a look, and answer it within the deadline."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from elaas.access.models import Answer, Question
from elaas.access.queries.pages.at_the_door import use_called
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices.operations.notify import Person, Sending, notify
from elaas.notices.purposes import Purpose
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Recipient
from elaas.people.queries import rights_of_kin
from elaas.people.queries.looks import look_at
from elaas.people.rights import Right


class NotTheirs(LookupError):
    """Nothing on the recipient's pages is called that."""


class NotAnswered(StrEnum):
    """Why an answer was not taken."""

    ANSWERED_MEANWHILE = "answered_meanwhile"


@transaction.atomic
def ask(
    *, recipient: UUID, about: str, text: str, by: Actor, within: timedelta, now: datetime
) -> UUID:
    """Ask about what the recipient's pages call `about`; answers the question's id.

    The same again, as when a button is pressed twice, is the same question while nobody has
    answered it. Raises NotTheirs.
    """
    Recipient.objects.select_for_update(no_key=True).get(pk=recipient)
    if use_called(recipient, about) is None and look_at(recipient, about) is None:
        raise NotTheirs
    same = Question.objects.filter(
        recipient=recipient, about=about, text=text, by_id=by.id, answer=None
    ).first()
    if same is not None:
        return same.id
    row = Question.objects.create(
        recipient_id=recipient,
        about=about,
        text=text,
        asked_at=now,
        due_at=now + within,
        by_kind=by.kind.value,
        by_id=by.id,
    )
    ids = {"question": row.id.hex, "recipient": recipient.hex, "about": about}
    ledger.append(entry("question_asked", now, **ids, **by.told()))
    return row.id


@transaction.atomic
def answer(
    *, question: UUID, text: str, by: UUID | None, texts: Mapping[str, str], now: datetime
) -> NotAnswered | None:
    """Answer once; whoever asked is told that there is an answer.

    `texts`: what to tell, by language, without a word of what was asked or answered. The same
    answer again changes nothing. Raises Question.DoesNotExist.
    """
    row = Question.objects.select_for_update(no_key=True).get(pk=question)
    before = Answer.objects.filter(question=row).first()
    if before is not None:
        twice = (before.text, before.answered_by_id) == (text, by)
        return None if twice else NotAnswered.ANSWERED_MEANWHILE
    Answer.objects.create(question=row, text=text, answered_at=now, answered_by_id=by)
    ledger.append(entry("question_answered", now, question=question.hex, by=by.hex if by else None))
    _tell(row, texts, now)
    return None


def _tell(row: Question, texts: Mapping[str, str], now: datetime) -> None:
    """Whoever asked: kin only as long as the recipient lets them see the log."""
    to = Person(recipient=row.recipient_id)
    if row.by_kind == ActorKind.KIN:
        if Right.LOG not in rights_of_kin(row.by_id):
            return
        to = Person(recipient=row.recipient_id, kin=row.by_id)
    language = row.recipient.language if row.recipient.language in texts else "nb"
    notify(
        to=to,
        purpose=Purpose.ANSWER,
        text=texts[language],
        sending=Sending(language=language),
        now=now,
    )
