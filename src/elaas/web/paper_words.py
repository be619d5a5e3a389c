"""What a log on paper says beside its lines: how it is checked, and how to ask about it."""

import base64

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from elaas.access.queries.pages.paper import PaperLog
from elaas.notices.letter import Block, Heading, Paragraph, Points
from elaas.web import when


def checked(log: PaperLog) -> list[Block]:
    """The log's head, and who outside has checked it last; in the language in force."""
    blocks: list[Block] = [Heading(gettext("How you can know that nothing is changed"))]
    if log.head is None:
        return [*blocks, Paragraph(gettext("The log is not published yet."))]
    said = gettext(
        "When this was printed, the log had {count} lines about everybody, and this fingerprint:"
        " {root}. Keep this letter. If a line is changed or removed later, the log no longer fits"
        " the fingerprint, and whoever you trust can see it. A line that says “not yet” came just"
        " now."
    )
    root = base64.b64encode(log.head.edge.root).decode()
    return [
        *blocks,
        Paragraph(said.format(count=log.head.size, root=root)),
        *(Paragraph(one) for one in _checks(log)),
    ]


def _checks(log: PaperLog) -> list[str]:
    if not log.checks:
        return [gettext("Nobody outside has checked the log yet.")]
    said = gettext("{name}, which is not us, last checked the log {at}. It had {count} lines then.")
    return [
        said.format(
            name=one.witness,
            at=f"{timezone.localtime(one.seen_at):%d.%m.%Y} {when.clock(one.seen_at)}",
            count=one.size,
        )
        for one in log.checks
    ]


def how_to_ask() -> list[Block]:
    """By what to ask, and when there will be an answer; in the language in force."""
    days = settings.ANSWER_WITHIN.days
    said = ngettext(
        "You can ask about every line here. Tell us the number of the line, and what you want to"
        " know. You get an answer within {count} day from when we got your question.",
        "You can ask about every line here. Tell us the number of the line, and what you want to"
        " know. You get an answer within {count} days from when we got your question.",
        days,
    )
    return [
        Heading(gettext("Ask about a line")),
        Paragraph(said.format(count=days)),
        Points(_ways()),
    ]


def _ways() -> list[str]:
    ways = [gettext("Write to: {address}").format(address=", ".join(settings.LETTER_SENDER))]
    phone = settings.DESK_PHONE or settings.PATROL_PHONE
    if phone:
        ways.append(gettext("Call: {phone}").format(phone=phone))
    if settings.MUNICIPALITY_EMAIL:
        ways.append(
            gettext("Send an e-mail: {address}").format(address=settings.MUNICIPALITY_EMAIL)
        )
    return ways
