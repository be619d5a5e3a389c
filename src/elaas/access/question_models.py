"""What recipients and kin ask about a use or a look, and what a coordinator answers."""

import uuid

from django.db import models
from django.db.models import F, Q

from elaas.access.questions import Came
from elaas.people.actors import ActorKind
from elaas.people.models import Employee, Recipient

_CITIZENS = (ActorKind.RECIPIENT.value, ActorKind.KIN.value)


class Question(models.Model):
    """Asked about something on the recipient's page; `due_at`: by then it is to be answered.

    `about`: what the pages call the line (queries/pages/lines.py): `L-0007.12` for a receipt, the
    id of an attempt or a look. `came`: where somebody wrote it down for them, `noted_by` (None: the
    demo's). Rows are only ever added: the database refuses to change or delete one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="questions")
    about = models.CharField(max_length=80)
    text = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.UUIDField()
    came = models.CharField(max_length=8, default=Came.BY_PAGE.value)
    noted_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("due_at",), name="access_questions_by_deadline"),)
        constraints = (
            models.CheckConstraint(
                name="access_a_question_asks_something", condition=~Q(text="") & ~Q(about="")
            ),
            models.CheckConstraint(
                name="access_a_question_is_a_citizens", condition=Q(by_kind__in=_CITIZENS)
            ),
            models.CheckConstraint(
                name="access_a_question_came_somehow",
                condition=Q(came__in=[came.value for came in Came])
                & (Q(noted_by=None) | ~Q(came=Came.BY_PAGE.value)),
            ),
            models.CheckConstraint(
                name="access_a_question_is_due_later", condition=Q(due_at__gt=F("asked_at"))
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """What a coordinator answered, once. `answered_by` None: the demo's. It stays, too."""

    question = models.OneToOneField(
        Question, on_delete=models.PROTECT, primary_key=True, related_name="answer"
    )
    text = models.CharField(max_length=1000)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(name="access_an_answer_says_something", condition=~Q(text="")),
        )

    def __str__(self) -> str:
        return str(self.question_id)


class AnswerLetter(models.Model):
    """An answer was printed for whoever does not log in: when first, by whom (None: the demo's)."""

    answer = models.OneToOneField(
        Answer, on_delete=models.PROTECT, primary_key=True, related_name="letter"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.answer_id)
