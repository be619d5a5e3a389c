"""Everything about a person, to be read: what they ask about most; the JSON has all of it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext

from elaas.notices.letter import Block, Heading, Letter, Paragraph, Table
from elaas.people.languages import written
from elaas.people.looks import Because, What
from elaas.protocol.receipt import Outcome
from elaas.rights.queries.person import Everything
from elaas.web import look_words
from elaas.web.words import OUTCOMES, SERVICES

_Row = dict[str, Any]


def export_letter(found: Everything, *, now: datetime) -> Letter:
    """The letter, in the person's language."""
    [person] = found["person"]
    language = written(person["language"])
    with translation.override(language):
        name = f"{person['given']} {person['family']}".strip()
        return Letter(
            language=language,
            title=gettext("Everything we have about you"),
            sender=[settings.MUNICIPALITY_NAME],
            to=[name or gettext("Name not known")],
            dated=formats.date_format(
                timezone.localdate(now), pgettext("a date's format", "j F Y")
            ),
            blocks=[
                Paragraph(
                    gettext(
                        "This is what stands in eLås about you, to be read. Every detail, and how"
                        " to check the log, is in the file for machines (JSON) from the same page."
                    )
                ),
                *_blocks(found),
            ],
        )


def _blocks(found: Everything) -> Iterable[Block]:
    who = {one["id"]: f"{one['given']} {one['family']}." for one in found["employees"]}
    visits = {one["id"]: one for one in found["visits"]}
    access = {one["cti"]: one for one in found["access_given"]}

    def visitor(assignment: str) -> str:
        return _badge(who, visits[assignment]["employee_id"])

    when, by, what = gettext("When"), gettext("Who"), gettext("What")
    yield from _table(
        gettext("Where you get help"),
        (gettext("Address"), gettext("Dwelling")),
        found["homes"],
        lambda one: (_address(one), one.get("dwelling") or ""),
    )
    yield from _table(
        gettext("Next of kin"),
        (gettext("Name"), gettext("Registered")),
        found["next_of_kin"],
        lambda one: (
            f"{one['given']} {one['family']}".strip(),
            gettext("Yes") if one["active"] else gettext("No longer"),
        ),
    )
    yield from _table(
        gettext("Whether you need an eLås"),
        (when, what),
        [*found["need"], *found["need_reviewed"]],
        lambda one: (_when(one.get("stated_at") or one["reviewed_at"]), _decided(one)),
    )
    yield from _table(
        gettext("Visits"),
        (when, what, by),
        found["visits"],
        lambda one: (
            _span(one),
            str(SERVICES.get(one["service"], one["service"] or "")),
            _badge(who, one["employee_id"]),
        ),
    )
    yield from _table(
        gettext("Who could open"),
        (when, gettext("Lock"), by),
        found["access_given"],
        lambda one: (
            _when(one["not_before"]),
            one["unit_id"],
            visitor(one["assignment_id"]),
        ),
    )
    yield from _table(
        gettext("What the locks have told"),
        (when, what, by),
        found["openings"],
        lambda one: (
            _when(one["at"]),
            _deed(one),
            visitor(access[one["credential_id"]]["assignment_id"]),
        ),
    )
    yield from _table(
        gettext("Who has looked at this"),
        (when, what, by),
        found["looks"],
        lambda one: (
            _when(one["at"]),
            f"{look_words.what(What(one['what']))}. {look_words.why(Because(one['because']))}",
            _badge(who, one["employee_id"]),
        ),
    )
    yield from _table(
        gettext("Messages"),
        (when, what),
        found["messages"],
        lambda one: (_when(one["created_at"]), one["text"]),
    )
    yield from _table(
        gettext("Damage"),
        (when, what),
        found["damage"],
        lambda one: (_when(one["reported_at"]), one.get("what") or ""),
    )


def _table(
    title: str, header: tuple[str, ...], rows: list[_Row], tell: Callable[[_Row], tuple[str, ...]]
) -> Iterable[Block]:
    yield Heading(title)
    if rows:
        yield Table(title, header, [tell(one) for one in rows])
    else:
        yield Paragraph(gettext("Nothing."))


def _address(one: _Row) -> str:
    if "address" not in one:
        return gettext("The address is protected.")
    return ", ".join(
        part for part in (one["address"], f"{one['postal_code']} {one['city']}".strip()) if part
    )


def _decided(one: _Row) -> str:
    """By the rule, or by a coordinator who changed it, who says why."""
    if one["needed"] is None:
        said = gettext("Nothing was decided, or a change was taken back.")
    elif one["needed"]:
        said = gettext("You need an eLås.")
    else:
        said = gettext("You do not need an eLås.")
    return f"{said} {one.get('because', '')}".strip()


def _deed(one: _Row) -> str:
    outcome = Outcome(one["outcome"])
    if outcome is Outcome.DONE:
        return gettext("It was used.")
    return str(OUTCOMES.get(outcome, gettext("It did not open.")))


def _badge(who: dict[str, str], employee: str) -> str:
    return who.get(employee) or gettext("An employee")


def _span(one: _Row) -> str:
    ends = timezone.localtime(datetime.fromisoformat(one["ends_at"]))
    return f"{_when(one['starts_at'])}–{ends:%H.%M}"  # noqa: RUF001


def _when(told: str) -> str:
    at = timezone.localtime(datetime.fromisoformat(told))
    return f"{at:%d.%m.%Y %H.%M}"
