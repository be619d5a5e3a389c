"""Questions that came on paper or by telephone: the desk writes them down, and prints answers."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elaas.access.operations.questions import NotLet, NotTheirs, answer_on_paper, ask
from elaas.access.queries.pages.coordinator import case
from elaas.access.queries.pages.lines import line_called, line_numbered
from elaas.access.queries.pages.questions import question, questions_of
from elaas.access.questions import Came, Noted
from elaas.notices.letter import pdf
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Because
from elaas.people.queries import kin_today, recipients
from elaas.people.rights import Right
from elaas.web import clock, looks, session
from elaas.web.answer_letter import answer_letter
from elaas.web.asked import LONGEST, Unclear, written

BAD_REQUEST = 400
CAMES = {Came.ON_PAPER: _("On paper"), Came.BY_PHONE: _("By telephone")}
_DIGITS = 18


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The form, and what was asked before. POST: the question."""
    whose = recipients([recipient_id]).get(recipient_id)
    if whose is None:
        raise Http404
    asks = looks.asks_why(request, recipient_id, task=None)
    if asks is not None:
        return asks
    wrong = ""
    if request.method == "POST":
        try:
            _take(request, recipient_id)
        except Unclear as reason:
            wrong = str(reason)
        else:
            return redirect("paper-question", recipient_id)
    own = Actor(ActorKind.RECIPIENT, recipient_id)
    asked = [one for some in questions_of(recipient_id, seen_by=own).values() for one in some]
    now = clock.read()
    shown = {
        "recipient": recipient_id,
        "name": whose.name,
        "kin": [one for one in kin_today(recipient_id) if Right.LOG in one.rights],
        "cames": CAMES,
        "asked": sorted(asked, key=lambda one: one.at, reverse=True),
        "given": request.POST if wrong else {},
        "wrong": wrong,
        "longest": LONGEST,
        "due_at": now + settings.ANSWER_WITHIN,
        "now": now,
    }
    return render(request, "paper/question.html", shown, status=BAD_REQUEST if wrong else 200)


@require_POST
@never_cache
def letter(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """The answer as a letter, to print. 404: nobody has answered it, or it came by the page."""
    asked = question(question_id)
    if asked is None or asked.answer is None or not asked.on_paper:
        raise Http404
    whose = asked.recipient.id
    looks.at(request, whose, Because.ASKED, question_id)
    known, now = case(whose), clock.read()
    answer_on_paper(question=question_id, by=session.employee(request), now=now)
    made = answer_letter(
        asked, line_called(whose, asked.about), address=known.address if known else None, now=now
    )
    named = {"Content-Disposition": 'attachment; filename="elaas-svar.pdf"'}
    return HttpResponse(pdf(made, now=now), content_type="application/pdf", headers=named)


def _take(request: HttpRequest, recipient: UUID) -> None:
    """Take the question in. Raises Unclear."""
    given = request.POST
    about = line_numbered(recipient, _number(given))
    if about is None:
        raise Unclear(gettext("No line of theirs has that number. Look at the letter again."))
    came = next((one for one in CAMES if one.value == given.get("came")), None)
    if came is None:
        raise Unclear(gettext("Choose how the question came."))
    try:
        ask(
            recipient=recipient,
            about=about,
            text=written(given, longest=LONGEST),
            by=Noted(_word_of(given, recipient), came, session.employee(request)),
            within=settings.ANSWER_WITHIN,
            now=clock.read(),
        )
    except NotLet:
        said = gettext("They may not see the log. The recipient decides that.")
        raise Unclear(said) from None
    except NotTheirs:  # it went out of their log this moment
        raise Unclear(gettext("No line of theirs has that number.")) from None


def _number(given: QueryDict) -> int:
    text = given.get("number", "").replace(" ", "")
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise Unclear(gettext("Write the number of the line, in digits, as in the letter."))
    return int(text)


def _word_of(given: QueryDict, recipient: UUID) -> Actor:
    """Whose word it is: the recipient's, or the id of a next of kin."""
    told = given.get("word_of", "")
    if told == ActorKind.RECIPIENT:
        return Actor(ActorKind.RECIPIENT, recipient)
    try:
        return Actor(ActorKind.KIN, UUID(told))
    except ValueError:
        raise Unclear(gettext("Choose who asks.")) from None
