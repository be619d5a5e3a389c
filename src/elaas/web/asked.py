"""«Spør om dette»: recipients and kin who may see the log ask about a line of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elaas.access.operations.questions import ask
from elaas.access.queries.pages.accesses import Access
from elaas.access.queries.pages.ladders import Ladder
from elaas.access.queries.pages.lines import Line, line_called
from elaas.access.queries.pages.questions import Asked, questions_of
from elaas.access.queries.pages.uses import Use
from elaas.people.actors import Actor, ActorKind
from elaas.people.queries import recipients
from elaas.people.queries.looks import Looked
from elaas.web import citizens, clock

LONGEST = 500
BAD_REQUEST = 400


class Unclear(Exception):
    """What was written cannot be used; the message says why, to whoever wrote it."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, recipient_id: UUID, about: str) -> HttpResponse:
    """What is asked about, what was asked before, and the form. POST: the question."""
    named = recipients([recipient_id]).get(recipient_id)
    line = line_called(recipient_id, about) if named else None
    if named is None or line is None:
        raise Http404
    wrong, now = "", clock.read()
    if request.method == "POST":
        wrong = _take(request, recipient_id, about)
        if not wrong:
            return redirect("ask", recipient_id, about)
    shown = {
        "recipient": recipient_id,
        "name": named.name,
        "about": about,
        **kinds(line),
        "back": "looked" if isinstance(line, Looked) else "recipient",
        "asked": seen_here(request, recipient_id).get(about, ()),
        "wrong": wrong,
        "given": request.POST if wrong else {},
        "longest": LONGEST,
        "due_at": now + settings.ANSWER_WITHIN,
        "now": now,
    }
    return render(request, "recipient/ask.html", shown, status=BAD_REQUEST if wrong else 200)


def kinds(line: Line | None) -> dict[str, Line]:
    """The line, by the name that templates have for its kind (parts/line.html); none: nothing."""
    match line:
        case Use():
            return {"use": line}
        case Ladder():
            return {"ladder": line}
        case Access():
            return {"access": line}
        case Looked():
            return {"look": line}
        case None:
            return {}


def seen_here(request: HttpRequest, recipient: UUID) -> Mapping[str, Sequence[Asked]]:
    """What was asked about this recipient's pages, as far as whoever asks for them sees it."""
    return questions_of(recipient, seen_by=_actor(request, recipient))


def written(given: QueryDict, *, longest: int) -> str:
    """What was written, without what no text holds. Raises Unclear: nothing, or too much."""
    text = given.get("text", "").replace("\0", "").replace("\r\n", "\n").strip()
    if not text:
        raise Unclear(gettext("Write something first."))
    if len(text) > longest:
        told = gettext("This is too long: at most {count} characters.")
        raise Unclear(told.format(count=longest))
    return text


def _take(request: HttpRequest, recipient: UUID, about: str) -> str:
    """Take the question in; answers what is wrong, empty if nothing is."""
    try:
        text = written(request.POST, longest=LONGEST)
    except Unclear as reason:
        return str(reason)
    ask(
        recipient=recipient,
        about=about,
        text=text,
        by=_actor(request, recipient),
        within=settings.ANSWER_WITHIN,
        now=clock.read(),
    )
    return ""


def _actor(request: HttpRequest, recipient: UUID) -> Actor:
    """As what they ask. In the demo, where nobody has to be logged in, as the recipient."""
    acts = citizens.all_acting(request)
    return citizens.actor(acts[0]) if acts else Actor(ActorKind.RECIPIENT, recipient)
