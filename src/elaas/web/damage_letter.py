"""The letter that tells a recipient what is decided about damage, why, and how to complain."""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext

from elaas.damage.queries.case import DamageCase, Decided
from elaas.damage.rules import Damaged, Outcome
from elaas.notices.letter import Block, Heading, Letter, Paragraph
from elaas.people.languages import written
from elaas.web import damage_words
from elaas.web.decision_letter import complaint, questions
from elaas.web.words import full_name


def language_of(case: DamageCase) -> str:
    """The recipient's language, or bokmål where we do not write it."""
    return written(case.language)


def damage_letter(case: DamageCase, *, now: datetime) -> Letter | None:
    """The decision that counts, in the recipient's language.

    None: nothing is decided, or there is nobody to write to. A protected address is not in it.
    """
    if case.recipient is None or case.decision is None:
        return None
    with translation.override(language_of(case)):
        return Letter(
            language=language_of(case),
            title=gettext("Decision about damage"),
            sender=[settings.MUNICIPALITY_NAME],
            to=[full_name(case.recipient), *_address(case)],
            dated=_date(now),
            blocks=[
                Heading(gettext("What it is about")),
                *_about(case),
                Heading(gettext("What we have decided")),
                *_decided(case.decision),
                Heading(gettext("The rule")),
                Paragraph(_rule(case.damaged)),
                Heading(gettext("If you do not agree")),
                Paragraph(gettext("You can also complain on your own page with us.")),
                *complaint(),
                *questions(),
            ],
        )


def _address(case: DamageCase) -> list[str]:
    to = case.lives_at
    if to is None:
        return []
    street = ", ".join(part for part in (to.street, to.dwelling) if part)
    return [street, f"{to.postal_code} {to.city}".strip()]


def _about(case: DamageCase) -> list[Block]:
    said = gettext("On {date} this was reported: {damaged} ({door}).")
    about: list[Block] = [
        Paragraph(
            said.format(
                date=_date(case.reported_at),
                damaged=damage_words.damaged(case.damaged).lower(),
                door=damage_words.door(case.way).lower(),
            )
        ),
        Paragraph(gettext("In these words: “{words}”").format(words=case.what)),
    ]
    if case.complaints and case.decisions[-1].at >= case.complaints[-1].at:
        again = gettext("You complained on {date}. We have looked at the case again.")
        about.append(Paragraph(again.format(date=_date(case.complaints[-1].at))))
    return about


def _decided(decision: Decided) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(damage_words.told(decision.outcome, decision.amount)),
        Paragraph(gettext("This is why: {reason}").format(reason=decision.because)),
    ]
    if decision.outcome is Outcome.RECIPIENT:
        blocks.append(
            Paragraph(
                gettext(
                    "If you cannot pay it, or not all at once, tell us. Then we look at what is"
                    " possible."
                )
            )
        )
    return blocks


def _rule(damaged: Damaged) -> str:
    if damaged is Damaged.DOOR:
        return gettext(
            "Mounting and removal of eLås must leave no wear or marks on your door. If we left"
            " some, we pay."
        )
    return gettext(
        "eLås costs you nothing. You must take care of the equipment, and may have to replace it"
        " if it is damaged. You do not pay for ordinary wear, nor for what you could not help."
    )


def _date(moment: datetime) -> str:
    return formats.date_format(timezone.localdate(moment), pgettext("a date's format", "j F Y"))
