"""The letter that takes a message's place: its words, in the language of whoever gets it."""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, gettext_noop, pgettext
from django.utils.translation import gettext_lazy as _

from elaas.notices.letter import Letter, Paragraph
from elaas.notices.models import Fallback, Message
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Why
from elaas.people.models import Employee, Kin, Recipient

TITLES = {
    Purpose.INVITATION: _("You can book a time for your eLås"),
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
    mourns = Fallback.objects.filter(pk=message.pk, why=Why.AFTER_A_DEATH.value).exists()
    with translation.override(message.language):
        return Letter(
            language=message.language,
            title=gettext("About the eLås") if mourns else str(TITLES[Purpose(message.purpose)]),
            sender=settings.LETTER_SENDER,
            to=[name(person), *address],
            dated=formats.date_format(
                timezone.localdate(now), pgettext("a letter's date", "j F Y")
            ),
            blocks=[
                Paragraph(message.text),
                *([] if mourns else [Paragraph(gettext(_NO_SMS))]),
            ],
        )


def name(person: Recipient | Kin | Employee) -> str:
    """First and last name."""
    return f"{person.given} {person.family}".strip()
