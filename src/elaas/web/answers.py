"""A coordinator answers what recipients and kin have asked about a line of the log."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elaas.access.operations.questions import answer
from elaas.access.queries.pages.lines import line_called
from elaas.access.queries.pages.questions import question
from elaas.people.languages import WRITTEN as LANGUAGES
from elaas.people.looks import Because
from elaas.web import clock, looks, session, under_way
from elaas.web.asked import Unclear, kinds, written

LONGEST = 1000
BAD_REQUEST, CONFLICT = 400, 409


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One question, and what it is about. POST: the answer."""
    wrong, status = "", 200
    if request.method == "POST":
        wrong, status = _take(request, question_id)
        if not wrong:
            return redirect("answer", question_id)
    asked = question(question_id)
    if asked is None:
        raise Http404
    whose = asked.recipient.id
    looks.at(request, whose, Because.ASKED, question_id)
    shown = {
        "asked": asked,
        **kinds(line_called(whose, asked.about)),
        "wrong": wrong,
        "given": request.POST if wrong else {},
        "longest": LONGEST,
        "now": clock.read(),
    }
    return render(request, "coordinator/question.html", shown, status=status)


def _take(request: HttpRequest, question_id: UUID) -> tuple[str, int]:
    """Take the answer in; answers what is wrong, empty if nothing is, and the status to say so."""
    if question(question_id) is None:
        raise Http404
    try:
        text = written(request.POST, longest=LONGEST)
    except Unclear as reason:
        return str(reason), BAD_REQUEST
    refused = answer(
        question=question_id,
        text=text,
        by=session.employee(request),
        texts=_texts(request),
        now=clock.read(),
    )
    if refused is not None:
        return gettext("Somebody has answered this meanwhile. Read it below."), CONFLICT
    return "", 200


def _texts(request: HttpRequest) -> dict[str, str]:
    """The SMS in each language: what was asked and answered stands behind a login."""
    link = under_way.address(request, reverse("mine"))
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            said = gettext(
                "{municipality}: There is an answer to your question about eLås. Log in: {link}"
            )
            texts[language] = said.format(municipality=settings.MUNICIPALITY_NAME, link=link)
    return texts
