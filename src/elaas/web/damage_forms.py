"""What people fill in about damage, read strictly; a sentence says what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from elaas.damage.operations import Ruling, Seen
from elaas.damage.queries.doors import Door
from elaas.damage.rules import Damaged, Outcome

LONGEST = 1000
MOST_PHOTOS = 4
MOST_KRONER = 1_000_000


class Unclear(Exception):
    """What was filled in cannot be used; the message says why, to whoever filled it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A door that can be chosen, and whose case it is there."""

    value: str
    said: str
    door: Door
    recipient: UUID | None


def seen(
    given: QueryDict, files: "MultiValueDict[str, UploadedFile[bytes]]", choices: Sequence[Choice]
) -> Seen:
    """What was damaged, where, in words and photos. Raises Unclear."""
    damaged = given.get("damaged", "")
    if damaged not in set(Damaged):
        raise Unclear(gettext("Choose what was damaged."))
    chosen = [one for one in choices if one.value == given.get("door", "")]
    if len(choices) == 1:
        chosen = list(choices)
    if not chosen:
        raise Unclear(gettext("Choose the door."))
    what = text(given, "what")
    if not what:
        raise Unclear(gettext("Write what happened."))
    photos = files.getlist("photos")
    if len(photos) > MOST_PHOTOS:
        raise Unclear(gettext("Choose at most {count} photos.").format(count=MOST_PHOTOS))
    return Seen(
        damaged=Damaged(damaged),
        what=what,
        home=chosen[0].door.home,
        building=chosen[0].door.building,
        recipient=chosen[0].recipient,
        photos=[photo.read() for photo in photos],
    )


def ruling(given: QueryDict) -> Ruling:
    """Who pays, why and how much. Raises Unclear."""
    outcome = given.get("outcome", "")
    if outcome not in set(Outcome):
        raise Unclear(gettext("Choose who pays."))
    because = text(given, "because")
    if not because:
        raise Unclear(gettext("Write why. The recipient reads it."))
    return Ruling(outcome=Outcome(outcome), because=because, amount=_kroner(given))


def _kroner(given: QueryDict) -> int:
    written = "".join(given.get("amount", "").split()) or "0"
    if not (written.isascii() and written.isdigit()) or int(written[:9]) > MOST_KRONER:
        raise Unclear(gettext("Write the amount in whole kroner, such as 1500."))
    return int(written[:9])


def text(given: QueryDict, name: str) -> str:
    """What was written, without what no text holds. Raises Unclear where it is too long."""
    written = given.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()
    if len(written) > LONGEST:
        told = gettext("This is too long: at most {count} characters.")
        raise Unclear(told.format(count=LONGEST))
    return written
