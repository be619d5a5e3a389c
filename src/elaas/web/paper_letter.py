"""The log on paper: what the recipient's page shows, for whoever does not log in."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext

from elaas.access.queries.pages.accesses import Access
from elaas.access.queries.pages.ladders import Ladder
from elaas.access.queries.pages.paper import PaperLog
from elaas.access.queries.pages.places import Address
from elaas.access.queries.pages.uses import Person, Use
from elaas.clients.queries import Look
from elaas.notices.letter import Block, Heading, Letter, Paragraph, Table
from elaas.people.languages import written
from elaas.web import line_words as lines
from elaas.web import look_words, words
from elaas.web.paper_words import checked, how_to_ask

_Row = TypeVar("_Row")


def paper_letter(log: PaperLog, *, now: datetime) -> Letter:
    """The letter, in the recipient's language. A protected address is not in it."""
    language = written(log.language)
    with translation.override(language):
        return Letter(
            language=language,
            title=gettext("Who has been at your home"),
            sender=settings.LETTER_SENDER,
            to=[words.full_name(log.recipient), *street_and_town(log.address)],
            dated=formats.date_format(
                timezone.localdate(now), pgettext("a date's format", "j F Y")
            ),
            blocks=[*_begins(log), *_tables(log), *checked(log), *how_to_ask()],
        )


def street_and_town(address: Address | None) -> list[str]:
    """The lines of an address; none where it is not known, or not told."""
    if address is None:
        return []
    street = ", ".join(part for part in (address.street, address.dwelling) if part)
    return [street, f"{address.postal_code} {address.city}".strip()]


def _begins(log: PaperLog) -> list[Block]:
    said = gettext(
        "This is what stands in the log of your eLås from {start} to {end}. It is the same as on"
        " your own page with us. The locks note every use by employees themselves. The notes come"
        " here with an employee's phone, and that may take time. Your own key is never noted."
    )
    numbered = gettext("Each line has the number by which it stands in the log.")
    return [
        Paragraph(
            said.format(start=lines.moment(log.period.start), end=lines.moment(log.period.end))
        ),
        Paragraph(numbered),
    ]


def _tables(log: PaperLog) -> Iterable[Block]:
    at, who, what, number = gettext("When"), gettext("Who"), gettext("What"), gettext("Number")
    nothing = gettext("Nothing is noted in this time.")
    yield from _table(
        gettext("Who has opened, and who was refused"),
        (at, who, what, number),
        [
            (_at(one), _by(log, one), lines.deed(one), _number(log.numbers_of(one)))
            for one in log.uses
        ],
        nothing,
    )
    yield from _table(
        gettext("Could not get in"),
        (at, who, what, number),
        [
            (lines.moment(one.steps[0].at), *_whose(log, one), _number(log.numbers_of(one)))
            for one in log.shut_out
        ],
        nothing,
    )
    yield from _table(
        gettext("Had access without using it"),
        (gettext("Could open"), who, what, number),
        [(lines.span(one.window), *_access(log, one)) for one in log.unused],
        nothing,
    )
    yield from _table(
        gettext("Who has access now?"),
        (gettext("Can open"), who, what, number),
        [(lines.span(one.window), *_access(log, one)) for one in log.now],
        gettext("No employee has access to your door now."),
    )
    yield from _table(
        gettext("Who has looked at this?"),
        (at, who, gettext("Why"), number),
        [
            (
                lines.moment(one.at),
                lines.looker(one.by),
                lines.why_looked(one),
                _number(log.numbers_of(one)),
            )
            for one in log.looks
        ],
        gettext("No employee has looked."),
    )
    if log.systems:
        yield from _table(
            gettext("Other systems"),
            (gettext("The last time"), gettext("System"), what),
            [(lines.moment(one.at), one.client, _told_of(one)) for one in log.systems],
            "",
        )


def _table(
    title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], nothing: str
) -> Iterable[Block]:
    yield Heading(title)
    yield Table(title, header, rows) if rows else Paragraph(nothing)


def _at(use: Use) -> str:
    return lines.sentences(lines.moment(use.at), words.doubt(use))


def _by(log: PaperLog, use: Use) -> str:
    if use.for_another:
        return gettext("An employee")
    if use.employee is None:
        return gettext("We do not know who")
    return _worker(log, use.employee, use.at)


def _whose(log: PaperLog, ladder: Ladder) -> tuple[str, str]:
    return _worker(log, ladder.employee, ladder.steps[0].at), lines.sentences(
        lines.steps(ladder), lines.planned(ladder.plan)
    )


def _access(log: PaperLog, access: Access) -> tuple[str, str, str]:
    taken = gettext("The access was taken back:")
    back = f"{taken} {lines.moment(access.revoked_at)}." if access.revoked_at else ""
    return (
        _worker(log, access.employee, access.window.start),
        lines.sentences(lines.doors(access), lines.planned(access.plan), back),
        _number(log.numbers_of(access)),
    )


def _told_of(one: Look) -> str:
    return gettext("Who has opened") if one.what == "AuditEvent" else gettext("Visits to you")


def _worker(log: PaperLog, who: Person, at: datetime) -> str:
    return lines.named(words.badge(who), look_words.work(log.worker(who, at)))


def _number(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(numbers))) or gettext("not yet")
