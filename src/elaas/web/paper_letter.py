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
from elaas.access.queries.pages.uses import Person, Plan, Use
from elaas.access.rules import Period
from elaas.clients.queries import Look
from elaas.notices.letter import Block, Heading, Letter, Paragraph, Table
from elaas.people.languages import written
from elaas.people.queries.looks import Looked
from elaas.web import look_words, when, words
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
            to=[words.full_name(log.recipient), *_address(log)],
            dated=formats.date_format(
                timezone.localdate(now), pgettext("a date's format", "j F Y")
            ),
            blocks=[*_begins(log), *_tables(log), *checked(log), *how_to_ask()],
        )


def _address(log: PaperLog) -> list[str]:
    if log.address is None:
        return []
    street = ", ".join(part for part in (log.address.street, log.address.dwelling) if part)
    return [street, f"{log.address.postal_code} {log.address.city}".strip()]


def _begins(log: PaperLog) -> list[Block]:
    said = gettext(
        "This is what stands in the log of your eLås from {start} to {end}. It is the same as on"
        " your own page with us. The locks note every use by employees themselves. The notes come"
        " here with an employee's phone, and that may take time. Your own key is never noted."
    )
    numbered = gettext("Each line has the number by which it stands in the log.")
    return [
        Paragraph(said.format(start=_moment(log.period.start), end=_moment(log.period.end))),
        Paragraph(numbered),
    ]


def _tables(log: PaperLog) -> Iterable[Block]:
    at, who, what, number = gettext("When"), gettext("Who"), gettext("What"), gettext("Number")
    nothing = gettext("Nothing is noted in this time.")
    yield from _table(
        gettext("Who has opened, and who was refused"),
        (at, who, what, number),
        [(_at(one), _by(log, one), _deed(one), _number(log.numbers_of(one))) for one in log.uses],
        nothing,
    )
    yield from _table(
        gettext("Could not get in"),
        (at, who, what, number),
        [
            (_moment(one.steps[0].at), *_whose(log, one), _number(log.numbers_of(one)))
            for one in log.shut_out
        ],
        nothing,
    )
    yield from _table(
        gettext("Had access without using it"),
        (gettext("Could open"), who, what, number),
        [(_span(one.window), *_access(log, one)) for one in log.unused],
        nothing,
    )
    yield from _table(
        gettext("Who has access now?"),
        (gettext("Can open"), who, what, number),
        [(_span(one.window), *_access(log, one)) for one in log.now],
        gettext("No employee has access to your door now."),
    )
    yield from _table(
        gettext("Who has looked at this?"),
        (at, who, gettext("Why"), number),
        [(_moment(one.at), *_looked(one), _number(log.numbers_of(one))) for one in log.looks],
        gettext("No employee has looked."),
    )
    if log.systems:
        yield from _table(
            gettext("Other systems"),
            (gettext("The last time"), gettext("System"), what),
            [(_moment(one.at), one.client, _told_of(one)) for one in log.systems],
            "",
        )


def _table(
    title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], nothing: str
) -> Iterable[Block]:
    yield Heading(title)
    yield Table(title, header, rows) if rows else Paragraph(nothing)


def _at(use: Use) -> str:
    return _sentences(_moment(use.at), words.doubt(use))


def _by(log: PaperLog, use: Use) -> str:
    if use.for_another:
        return gettext("An employee")
    if use.employee is None:
        return gettext("We do not know who")
    return _worker(log, use.employee, use.at)


def _deed(use: Use) -> str:
    if use.for_another:
        came = gettext("An employee came to somebody else who lives here.")
        return f"{came} {words.deed(use)}."
    mark = words.mark(use).words
    return _sentences(
        f"{words.deed(use)}.", f"{mark}." if mark else "", words.why(use), _planned(use.plan)
    )


def _whose(log: PaperLog, ladder: Ladder) -> tuple[str, str]:
    steps = "; ".join(f"{when.clock(one.at)} {words.rung(one.rung)}" for one in ladder.steps)
    return _worker(log, ladder.employee, ladder.steps[0].at), _sentences(
        f"{steps}.", _planned(ladder.plan)
    )


def _access(log: PaperLog, access: Access) -> tuple[str, str, str]:
    doors = " → ".join(f"{words.door_name(one)} {one.label}" for one in access.locks)
    taken = gettext("The access was taken back:")
    back = f"{taken} {_moment(access.revoked_at)}." if access.revoked_at else ""
    return (
        _worker(log, access.employee, access.window.start),
        _sentences(f"{doors}.", _planned(access.plan), back),
        _number(log.numbers_of(access)),
    )


def _looked(look: Looked) -> tuple[str, str]:
    why = f"{look_words.why(look.reason.because)} ({look_words.what(look.what)})"
    return _named(
        words.badge(Person(look.by.id, look.by.given, look.by.family)), look_words.work(look.by)
    ), why


def _told_of(one: Look) -> str:
    return gettext("Who has opened") if one.what == "AuditEvent" else gettext("Visits to you")


def _worker(log: PaperLog, who: Person, at: datetime) -> str:
    return _named(words.badge(who), look_words.work(log.worker(who, at)))


def _named(name: str, work: str) -> str:
    return f"{name}, {work}" if work else name


def _planned(plan: Plan | None) -> str:
    if plan is None:
        return ""
    planned, service = gettext("The visit was planned for:"), words.service(plan)
    return f"{planned} {_span(plan.period)}{f', {service}' if service else ''}."


def _number(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(numbers))) or gettext("not yet")


def _sentences(*some: str) -> str:
    return " ".join(one for one in some if one)


def _span(period: Period) -> str:
    same = timezone.localdate(period.start) == timezone.localdate(period.end)
    end = when.clock(period.end) if same else _moment(period.end)
    return f"{_moment(period.start)}–{end}"  # noqa: RUF001  (an en dash between two times)


def _moment(value: datetime) -> str:
    """With its year: a letter is read long after."""
    return f"{timezone.localtime(value):%d.%m.%Y} {when.clock(value)}"
