"""The letter that takes a message's place: its words, in the language of whoever gets it."""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, gettext_noop, pgettext
from django.utils.translation import gettext_lazy as _

from elaas.notices import information
from elaas.notices.letter import Block, Letter, Paragraph
from elaas.notices.models import Message
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Why
from elaas.people.models import Employee, Kin, Recipient

TITLES = {
    Purpose.INFORMATION: _("Information about eLås"),
    Purpose.INVITATION: _("You can book a time for your eLås"),
    Purpose.UNBOOKED: _("You can book a time for your eLås"),
    Purpose.BOOKED: _("You have an appointment"),
    Purpose.MOVED: _("Your appointment has been moved"),
    Purpose.CANCELLED: _("Your appointment has been cancelled"),
    Purpose.REMINDER: _("A reminder of your appointment"),
    Purpose.REMOVAL: _("Your eLås is to be taken away"),
    Purpose.DECISION: _("A decision about eLås"),
    Purpose.DAMAGE: _("A decision about damage"),
    Purpose.OPENED: _("Your door was opened without a planned visit"),
    Purpose.KEY_LOST: _("The key to your door may be in wrong hands"),
    Purpose.ANSWER: _("An answer to your question"),
}
_NO_SMS = gettext_noop("You get this as a letter because it cannot be sent by SMS.")


def letter(message: Message, *, now: datetime) -> Letter:
    """Its finished values. A protected address is left out, also when it was not yet protected."""
    person = message.kin or message.recipient
    address = [] if message.recipient.protection else message.address
    mourns = _listed_because(message) == Why.AFTER_A_DEATH
    with translation.override(message.language):
        return Letter(
            language=message.language,
            title=gettext("About the eLås") if mourns else str(TITLES[Purpose(message.purpose)]),
            sender=settings.LETTER_SENDER,
            to=[name(person), *address],
            dated=formats.date_format(
                timezone.localdate(now), pgettext("a letter's date", "j F Y")
            ),
            blocks=_blocks(message, now),
        )


def _blocks(message: Message, now: datetime) -> list[Block]:
    """In the language in force."""
    if message.purpose == Purpose.INFORMATION:
        return information.blocks(for_kin=message.kin is not None, now=now)
    if _listed_because(message) in {Why.BY_POST, Why.AFTER_A_DEATH}:
        return [Paragraph(message.text)]
    return [Paragraph(message.text), Paragraph(gettext(_NO_SMS))]


def _listed_because(message: Message) -> str:
    return message.fallback.why if hasattr(message, "fallback") else ""


def name(person: Recipient | Kin | Employee) -> str:
    """First and last name."""
    return f"{person.given} {person.family}".strip()
