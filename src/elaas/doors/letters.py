"""The two letters about an eLås on a door that is not the recipient's alone.

Finished values go in, in the language of whoever gets the letter. The municipality's names nobody;
the other is the recipient's own, and names them by their choice.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext

from elaas.notices.letter import Block, Heading, Letter, Paragraph, Points, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where the lock goes: `where` is an address; `entrance`: of a building, else a rented home."""

    where: str
    entrance: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A board or landlord: lines of its address, and the language it reads (nb, nn, en)."""

    lines: tuple[str, ...]
    language: str


def in_one_line(*, street: str, dwelling: str, postal_code: str, city: str) -> str:
    """An address as it stands in running text; what is not known is left out."""
    town = f"{postal_code} {city}".strip()
    return ", ".join(part for part in (street, dwelling, town) if part)


def to_board(
    addressee: Addressee, *, door: Door, link: str, asks: bool, again: bool, now: datetime
) -> Letter:
    """The municipality's letter. It names nobody, and says nothing of how many get care there.

    `asks`: it waits for an answer; `again`: it is a reminder.
    """
    with translation.override(addressee.language):
        return Letter(
            language=addressee.language,
            title=_title(door),
            sender=[settings.MUNICIPALITY_NAME],
            to=list(addressee.lines),
            dated=_dated(now),
            blocks=_from_municipality(door, link=link, asks=asks, again=again),
        )


def taken_down(addressee: Addressee, *, door: Door, now: datetime) -> Letter:
    """The municipality tells a board that its lock comes down again. It names nobody, nor why."""
    with translation.override(addressee.language):
        said = gettext(
            "The electronic lock at {where} is no longer needed. {municipality} takes it down."
        )
        back = gettext(
            "The old lock is put back as it was, and it shall leave no marks. It costs you nothing."
        )
        key = gettext("Everybody goes on using their ordinary key.")
        told = said.format(where=door.where, municipality=settings.MUNICIPALITY_NAME)
        return Letter(
            language=addressee.language,
            title=_title(door),
            sender=[settings.MUNICIPALITY_NAME],
            to=list(addressee.lines),
            dated=_dated(now),
            blocks=[Paragraph(told), Paragraph(f"{back} {key}"), *_telephone()],
        )


def from_recipient(addressee: Addressee, *, name: str, door: Door, now: datetime) -> Letter:
    """The letter that a recipient may sign and hand over: `name` stands in it."""
    with translation.override(addressee.language):
        told = gettext("I am going to get an eLås, an electronic lock, from {municipality}.")
        also = gettext("It goes on the inside of the door of the building, on the way to my home.")
        mine = gettext("It goes on the inside of the front door of the home I rent from you.")
        box = gettext("If the door cannot take one, an electronic key box is mounted instead.")
        return Letter(
            language=addressee.language,
            title=_title(door),
            sender=[name, door.where],
            to=list(addressee.lines),
            dated=_dated(now),
            blocks=[
                Paragraph(told.format(municipality=settings.MUNICIPALITY_NAME)),
                Paragraph(also if door.entrance else f"{mine} {box}"),
                *_what_it_means(),
                Paragraph(gettext("If you have questions, please ask the municipality.")),
                *_telephone(),
                Signature(name),
            ],
        )


def _from_municipality(door: Door, *, link: str, asks: bool, again: bool) -> list[Block]:
    why = gettext("Our employees use it when they are on an assignment in the building.")
    whose = gettext("For reasons of privacy we do not say who gets help from us.")
    box = gettext("If the door cannot take one, we mount an electronic key box instead.")
    before = gettext("We have written to you about this before, and have not had an answer.")
    answer = gettext("Answer without an account, at this address:")
    question = gettext("We need your answer before we mount it.")
    inform = gettext("You need not answer. If you want to, you can do it without an account:")
    last = gettext("There you can also change or withdraw the answer later.")
    return [
        *([Paragraph(before)] if again else []),
        Paragraph(plan(door)),
        Paragraph(f"{why} {whose}" if door.entrance else box),
        *_what_it_means(),
        Heading(gettext("Your answer")),
        Paragraph(f"{question} {answer}" if asks else inform),
        Paragraph(link),
        Paragraph(last),
        *_telephone(),
    ]


def plan(door: Door) -> str:
    """What is to be mounted where, in the language in force."""
    if door.entrance:
        said = gettext("We want to mount an electronic lock on the inside of the door of {where}.")
    else:
        said = gettext("We want to mount an electronic lock on the front door at {where}.")
    return said.format(where=door.where)


def what_it_means() -> list[tuple[str, str]]:
    """What a board asks, and the answers, in the language in force."""
    replaced = gettext(
        "Nothing. Everybody uses their ordinary key as before, "
        "and the lock does not record who comes and goes with it."
    )
    return [
        (gettext("What changes for others?"), replaced),
        (
            gettext("Who can open with it?"),
            gettext("Only employees of the municipality, while they have an assignment."),
        ),
        (
            gettext("Who pays?"),
            gettext("The municipality pays for everything: lock, licence, mounting and removal."),
        ),
        (
            gettext("Who answers if something breaks?"),
            gettext("The municipality does, for the lock and for what the mounting does."),
        ),
        (
            gettext("How is it taken away?"),
            gettext(
                "When it is no longer needed, the municipality takes it off at no cost "
                "and puts the old lock back as it was. It shall leave no marks."
            ),
        ),
    ]


def _what_it_means() -> list[Block]:
    points = [f"{question} {answer}" for question, answer in what_it_means()]
    return [Heading(gettext("What it means")), Points(points)]


def _telephone() -> list[Block]:
    if not settings.PATROL_PHONE:
        return []
    said = gettext("You can also call Trygghetspatruljen on {phone}.")
    return [Paragraph(said.format(phone=settings.PATROL_PHONE))]


def _title(door: Door) -> str:
    return gettext("Electronic lock at {where}").format(where=door.where)


def _dated(now: datetime) -> str:
    day = timezone.localdate(now)
    return formats.date_format(day, pgettext("a date's format in letters", "j F Y"))
