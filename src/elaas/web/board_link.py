"""What a board or landlord sees by its link, without an account: the question, and its answer.

The token is all there is to know: 256 random bits, kept as SHA-256. Nobody guesses one, so nothing
is counted but answers; a wrong token, an old one and one taken back get the same page. The token
stands in the address: pages are kept by no cache and told to no other page.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elaas.access.queries.pages.boards import Question, question
from elaas.doors import letters
from elaas.doors.operations.boards import NotNoted, answer_by_link, hash_of
from elaas.doors.rules import Deed
from elaas.web import board_forms, board_words, clock
from elaas.web.boards import door_of

View = Callable[[HttpRequest, str], HttpResponse]


def _tell_nobody(view: View) -> View:
    """No cache keeps the page, and no address that it leads to hears of its token.

    Only the origin is told: with `no-referrer` a browser would send `Origin: null`, which the
    check against forged forms refuses.
    """

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return answer


@_tell_nobody
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The question and the answer that counts; an answer is shown once more before it is noted."""
    now = clock.read()
    found = question(hash_of(token), now=now)
    if found is None:
        return _no_such_link(request)
    if request.method != "POST":
        return _question(request, found, now=now)
    return _answer(request, token, found, now=now)


def _answer(request: HttpRequest, token: str, found: Question, *, now: datetime) -> HttpResponse:
    try:
        deed, text = board_forms.answer(request.POST)
    except board_forms.Unclear as reason:
        return _question(request, found, now=now, error=str(reason))
    if "sure" not in request.POST:
        return _sure(request, found, deed, text)
    refused = answer_by_link(token=token, deed=deed, text=text, now=now)
    if refused is NotNoted.NO_LINK:
        return _no_such_link(request)
    if refused is NotNoted.TOO_MANY:
        return render(request, "board/too_many.html", _numbers(), status=429)
    # Nothing to withdraw: it was withdrawn just before, in another window. The page says so.
    return redirect("board-link", token)


def _question(
    request: HttpRequest, found: Question, *, now: datetime, error: str = ""
) -> HttpResponse:
    door = door_of(found.place)
    shown = {
        **_numbers(),
        "page": found,
        "plan": letters.plan(door),
        "meaning": letters.what_it_means(),
        "answers": board_words.ANSWERS,
        "asks": settings.BOARDS_ARE == "ask",
        "error": error,
        "text": request.POST.get("text", "")[: board_forms.LONGEST_TEXT],
        "longest": board_forms.LONGEST_TEXT,
        "now": now,
    }
    return render(request, "board/question.html", shown, status=400 if error else 200)


def _sure(request: HttpRequest, found: Question, deed: Deed, text: str) -> HttpResponse:
    shown = {
        "place": found.place,
        "deed": deed,
        "text": text,
        "withdraws": deed is Deed.WITHDREW,
    }
    return render(request, "board/sure.html", shown)


def _no_such_link(request: HttpRequest) -> HttpResponse:
    return render(request, "board/no_link.html", _numbers(), status=404)


def _numbers() -> dict[str, str]:
    return {"municipality": settings.MUNICIPALITY_NAME, "patrol": settings.PATROL_PHONE}
