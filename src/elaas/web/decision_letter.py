"""The letter that tells a recipient what is decided about their eLås, and why."""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext

from elaas.access.queries.pages.coordinator import Case
from elaas.access.queries.pages.ready import DoorState
from elaas.access.queries.pages.uses import Way
from elaas.eligibility.queries import Need
from elaas.notices.letter import Block, Heading, Letter, Paragraph, Points
from elaas.people.languages import written
from elaas.web.need_words import your_decision
from elaas.web.words import full_name


def language_of(case: Case) -> str:
    """The recipient's language, or bokmål where we do not write it."""
    return written(case.language)


def decision_letter(case: Case, *, now: datetime) -> Letter | None:
    """The letter, in the recipient's language. None: nothing is decided.

    A protected address is not in it: it is handed over, or sent by those who may know it.
    """
    need = case.need
    if need is None or need.needed is None:
        return None
    with translation.override(language_of(case)):
        return Letter(
            language=language_of(case),
            title=gettext("Decision about eLås"),
            sender=[settings.MUNICIPALITY_NAME],
            to=[full_name(case.recipient), *_address(case)],
            dated=_dated(now),
            blocks=[
                Paragraph(your_decision(need)),
                Paragraph(
                    gettext(
                        "This is the rule: Whoever has a safety alarm or other welfare technology"
                        " must have an eLås. So must whoever gets services at home, cannot open"
                        " the door, and has nobody there all the time who can. Others need none."
                    )
                ),
                Heading(gettext("What happens next")),
                *_next(case, need),
                Heading(gettext("If you do not agree")),
                *complaint(),
                *questions(),
            ],
        )


def _address(case: Case) -> list[str]:
    if case.address is None:
        return []
    street = ", ".join(part for part in (case.address.street, case.address.dwelling) if part)
    return [street, f"{case.address.postal_code} {case.address.city}".strip()]


def _dated(now: datetime) -> str:
    return formats.date_format(timezone.localdate(now), pgettext("a date's format", "j F Y"))


def _next(case: Case, need: Need) -> list[Block]:
    if need.needed:
        if case.ready:
            said = gettext("The eLås is on your door already. There is nothing you need to do.")
            return [Paragraph(said), Paragraph(_key()), Paragraph(_cost())]
        return [Points(_mounting(case)), Paragraph(_key()), Paragraph(_cost())]
    if _has_own_unit(case):
        said = gettext(
            "We take the eLås off your door, and put your own lock back as it was. We will agree"
            " on a time with you. It costs you nothing."
        )
        return [Paragraph(said), Paragraph(_tell_us())]
    return [Paragraph(gettext("There is nothing you need to do.")), Paragraph(_tell_us())]


def _mounting(case: Case) -> list[str]:
    shared = case.way_in is not None and len(case.way_in.doors) > 1
    doors = {
        True: gettext("We mount an eLås at the entrance to the building and on your front door."),
        False: gettext("We mount an eLås on your front door."),
    }[shared]
    return [
        doors,
        gettext("You are told when you can choose a time. If you like, we choose it with you."),
        gettext(
            "If you live in a housing cooperative or a condominium, the board must be told."
            " If you rent your home, the landlord must be told."
        ),
    ]


def _key() -> str:
    return gettext("You and those close to you go on using your ordinary key.")


def _cost() -> str:
    said = gettext(
        "The eLås costs you nothing. {municipality} pays for all of it, mounting and removal too."
        " You must take good care of it, and may have to pay for it if it is damaged."
    )
    return said.format(municipality=settings.MUNICIPALITY_NAME)


def _tell_us() -> str:
    return gettext("Tell us if your situation changes. Then we decide anew.")


def complaint() -> list[Block]:
    """How to complain, and what becomes of it."""
    return [
        Paragraph(
            gettext(
                "You can complain within three weeks from when you got this letter (the Public"
                " Administration Act, section 29). Write to {municipality}, and say what you"
                " want changed and why. We help you if you ask us to."
            ).format(municipality=settings.MUNICIPALITY_NAME)
        ),
        Paragraph(
            gettext(
                "First we look at the case again ourselves. If we do not change the decision, we"
                " send your complaint on to the body that decides on complaints. You may see the"
                " papers of your case, and somebody else may complain for you."
            )
        ),
    ]


def questions() -> list[Block]:
    """Whom to call; empty where no number is set."""
    if not settings.PATROL_PHONE:
        return []
    said = gettext("Call Trygghetspatruljen: {phone}.").format(phone=settings.PATROL_PHONE)
    return [Heading(gettext("Questions")), Paragraph(said)]


def _has_own_unit(case: Case) -> bool:
    doors = case.way_in.doors if case.way_in else ()
    return any(door.way is Way.HOME and door.state is not DoorState.NO_UNIT for door in doors)
