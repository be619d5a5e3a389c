"""Ask about a line of the recipient's pages, and answer it within the deadline."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from elaas.access.models import Answer, AnswerLetter, Question
from elaas.access.queries.pages.lines import line_called
from elaas.access.questions import Came, Noted
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices.operations.notify import Person, Sending, notify
from elaas.notices.purposes import Purpose
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Kin, Recipient
from elaas.people.queries import rights_of_kin
from elaas.people.rights import Right


class NotTheirs(LookupError):
    """Nothing on the recipient's pages is called that."""


class NotLet(PermissionError):
    """The recipient does not let this next of kin see the log."""


class NotAnswered(StrEnum):
    """Why an answer was not taken."""

    ANSWERED_MEANWHILE = "answered_meanwhile"


@transaction.atomic
def ask(
    *, recipient: UUID, about: str, text: str, by: Actor | Noted, within: timedelta, now: datetime
) -> UUID:
    """Ask about what the recipient's pages call `about`; answers the question's id.

    The same again, as when a button is pressed twice, is the same question while nobody has
    answered it. Raises NotTheirs, and NotLet for the word of a next of kin who may not see the log.
    """
    noted = by if isinstance(by, Noted) else None
    who = by.word_of if isinstance(by, Noted) else by
    Recipient.objects.select_for_update(no_key=True).get(pk=recipient)
    if line_called(recipient, about) is None:
        raise NotTheirs
    if noted and who.kind is ActorKind.KIN and not _may_ask(who.id, recipient):
        raise NotLet
    same = Question.objects.filter(
        recipient=recipient, about=about, text=text, by_id=who.id, answer=None
    ).first()
    if same is not None:
        return same.id
    row = Question.objects.create(
        recipient_id=recipient,
        about=about,
        text=text,
        asked_at=now,
        due_at=now + within,
        by_kind=who.kind.value,
        by_id=who.id,
        came=noted.came if noted else Came.BY_PAGE,
        noted_by_id=noted.by if noted else None,
    )
    ids = {"question": row.id.hex, "recipient": recipient.hex, "about": about, "came": row.came}
    written_by = {"noted_by": noted.by.hex if noted.by else None} if noted else {}
    ledger.append(entry("question_asked", now, **ids, **written_by, **who.told()))
    return row.id


def _may_ask(kin: UUID, recipient: UUID) -> bool:
    theirs = Kin.objects.filter(pk=kin, recipient=recipient).exists()
    return theirs and Right.LOG in rights_of_kin(kin)


@transaction.atomic
def answer(
    *, question: UUID, text: str, by: UUID | None, texts: Mapping[str, str], now: datetime
) -> NotAnswered | None:
    """Answer once; whoever asked on their page is told that there is an answer.

    Others get a letter.
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
    if row.came == Came.BY_PAGE:
        _tell(row, texts, now)
    return None


@transaction.atomic
def answer_on_paper(*, question: UUID, by: UUID | None, now: datetime) -> None:
    """The answer is printed for whoever does not log in; each time is an entry.

    Raises Answer.DoesNotExist.
    """
    told = Answer.objects.select_for_update(no_key=True).get(pk=question)
    AnswerLetter.objects.get_or_create(answer=told, defaults={"made_at": now, "made_by_id": by})
    ids = {"question": question.hex, "employee": by.hex if by else None}
    ledger.append(entry("answer_on_paper", now, **ids))


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
