"""What people fill in about boards and doors, read strictly; a sentence says what is wrong."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from elaas.doors.operations.boards import Channel, Contact, Said
from elaas.doors.operations.condition import Seen
from elaas.doors.rules import ANSWERS, WAYS_ON, Cylinder, Deed

LONGEST_NAME = 200
LONGEST_ADDRESS = 300
LONGEST_TEXT = 1000
LONGEST_MAKE = 60
MOST_PHOTOS = 4
BY_DESK = {*ANSWERS, *WAYS_ON, Deed.WITHDREW, Deed.GO_ON}
SAID_BY_US = {*WAYS_ON, Deed.GO_ON}


class Unclear(Exception):
    """What was filled in cannot be used; the message says why, to whoever filled it in."""


def contact(given: QueryDict) -> Contact:
    """A board's or landlord's own name and addresses. Raises Unclear."""
    name, email = _text(given, "name", LONGEST_NAME), _text(given, "email", LONGEST_NAME)
    if not name:
        raise Unclear(gettext("Write the name of the board or the landlord."))
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Unclear(gettext("This is not an e-mail address.")) from None
    language = given.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Unclear(gettext("Choose a language for the letters."))
    address = _text(given, "post_address", LONGEST_ADDRESS)
    return Contact(name=name, email=email, post_address=address, language=language)


def said(given: QueryDict, *, by: UUID | None, now: datetime) -> Said:
    """What the desk notes: a board's answer, or how we go on. Raises Unclear."""
    deed = _one_of(given.get("deed", ""), BY_DESK)
    if deed is None:
        raise Unclear(gettext("Choose what to note."))
    channel = Channel.DESK if deed in SAID_BY_US else _channel(given.get("channel", ""))
    text = _text(given, "text", LONGEST_TEXT)
    if deed is Deed.GO_ON and not text:
        raise Unclear(gettext("Write why it was decided to mount all the same."))
    until = _end_of(given.get("valid_until", ""), now) if deed is Deed.AGREED else None
    return Said(deed=deed, channel=channel, text=text, by=by, valid_until=until)


def answer(given: QueryDict) -> tuple[Deed, str]:
    """A board's own answer by its link, or that it withdraws it. Raises Unclear."""
    deed = _one_of(given.get("deed", ""), {*ANSWERS, Deed.WITHDREW})
    if deed is None:
        raise Unclear(gettext("Choose an answer."))
    return deed, _text(given, "text", LONGEST_TEXT)


def condition(given: QueryDict, files: "MultiValueDict[str, UploadedFile[bytes]]") -> Seen:
    """A door's make, cylinder, gap in millimetres and photos. Raises Unclear."""
    found = given.get("cylinder", "")
    if found not in set(Cylinder):
        raise Unclear(gettext("Choose the kind of cylinder."))
    gap = given.get("gap_mm", "").strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9])?", gap):
        raise Unclear(gettext("Write the gap in millimetres, such as 4 or 4.5."))
    photos = files.getlist("photos")
    if len(photos) > MOST_PHOTOS:
        raise Unclear(gettext("Choose at most {count} photos.").format(count=MOST_PHOTOS))
    return Seen(
        make=_text(given, "make", LONGEST_MAKE),
        cylinder=Cylinder(found),
        gap_mm=Decimal(gap),
        photos=[photo.read() for photo in photos],
    )


def _text(given: QueryDict, name: str, longest: int) -> str:
    text = given.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()
    if len(text) > longest:
        told = gettext("This is too long: at most {count} characters.")
        raise Unclear(told.format(count=longest))
    return text


def _one_of(text: str, allowed: set[Deed]) -> Deed | None:
    return Deed(text) if text in allowed else None


def _channel(text: str) -> Channel:
    if text not in {Channel.PHONE, Channel.POST}:
        raise Unclear(gettext("Choose how they said it."))
    return Channel(text)


def _end_of(text: str, now: datetime) -> datetime | None:
    """The end of that day in Norway; nothing written: no end."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        midnight = datetime.combine(day + timedelta(days=1), time.min)
    except (ValueError, OverflowError):
        raise Unclear(gettext("Write the last day it is valid as a date.")) from None
    ends = timezone.make_aware(midnight).astimezone(UTC)
    if ends <= now:
        raise Unclear(gettext("The last day it is valid has passed already."))
    return ends
