"""The answer to a question about the log, for whoever does not log in."""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext

from elaas.access.queries.pages.lines import Line
from elaas.access.queries.pages.places import Address
from elaas.access.queries.pages.questions import Asked
from elaas.notices.letter import Block, Heading, Letter, Paragraph
from elaas.people.languages import written
from elaas.web import line_words, words
from elaas.web.paper_letter import street_and_town
from elaas.web.paper_words import how_to_ask


def answer_letter(
    asked: Asked, line: Line | None, *, address: Address | None, now: datetime
) -> Letter:
    """The letter, to whoever asked, in the recipient's language.

    `address`: the recipient's; it stands there for the recipient alone.
    """
    language = written(asked.language)
    with translation.override(language):
        return Letter(
            language=language,
            title=gettext("An answer to your question"),
            sender=settings.LETTER_SENDER,
            to=[
                words.full_name(asked.kin or asked.recipient),
                *([] if asked.kin else street_and_town(address)),
            ],
            dated=formats.date_format(
                timezone.localdate(now), pgettext("a date's format", "j F Y")
            ),
            blocks=[*_blocks(asked, line), *how_to_ask()],
        )


def _blocks(asked: Asked, line: Line | None) -> list[Block]:
    gone = gettext("It does not stand in the log any more.")
    blocks: list[Block] = [
        Heading(gettext("What you asked about")),
        Paragraph(line_words.line(line) if line else gone),
        Heading(gettext("Your question")),
        *(Paragraph(one) for one in _paragraphs(asked.text)),
        Heading(gettext("The answer")),
    ]
    if asked.answer:
        by = words.badge(asked.answer.by)
        blocks += [Paragraph(one) for one in _paragraphs(asked.answer.text)]
        blocks.append(Paragraph(f"{by}, {line_words.moment(asked.answer.at)}"))
    return blocks


def _paragraphs(text: str) -> list[str]:
    return [one for one in text.split("\n") if one.strip()]
