"""The letter that says what eLås is, to recipients and their next of kin, before anything else.

It answers what the municipality's own letter answers, in its order and in our words, with names,
numbers and addresses from the settings.
"""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext

from elaas.notices.letter import Block, Heading, Paragraph, Points


def blocks(*, for_kin: bool, now: datetime) -> list[Block]:
    """Its finished values, in the language in force."""
    return [
        *_why(for_kin=for_kin),
        *_what(),
        *_who_must(),
        *_privacy(),
        *_mounting(),
        *_board(),
        *_cost(),
        *_time(now),
        *_whom_to_ask(),
    ]


def rollout() -> str:
    """When eLås is introduced, in the language in force; empty where that is not set."""
    first, last = settings.ROLLOUT_FROM, settings.ROLLOUT_TO
    if first is None or last is None:
        return ""
    return gettext("By the plan, eLås is introduced from %(first)s to %(last)s.") % {
        "first": formats.date_format(first, "F Y"),
        "last": formats.date_format(last, "F Y"),
    }


def _said(text: str) -> str:
    return text % {"municipality": settings.MUNICIPALITY_NAME}


def _why(*, for_kin: bool) -> list[Block]:
    if for_kin:
        because = gettext(
            "You get this letter because somebody close to you gets health and care services"
            " at home from %(municipality)s."
        )
    else:
        because = gettext(
            "You get this letter because you get health and care services at home"
            " from %(municipality)s."
        )
    about = gettext("It says what eLås is, and what it means for the home that gets it.")
    return [
        Heading(gettext("Why do you get this letter?")),
        Paragraph(f"{_said(because)} {about}"),
    ]


def _what() -> list[Block]:
    what = gettext(
        "eLås is an electronic lock that %(municipality)s mounts on your front door. Employees use"
        " it when they have a visit to make at your home."
    )
    entrance = gettext(
        "Do you live in a building with several homes? Then there is an eLås on the common"
        " entrance, too."
    )
    key = gettext(
        "Yes. You and those close to you go on using it. It works even if the lock’s battery is"  # noqa: RUF001  (as the page)
        " empty."
    )
    planned = rollout()
    return [
        Heading(gettext("What is eLås?")),
        Paragraph(f"{_said(what)} {entrance}"),
        *([Paragraph(planned)] if planned else []),
        Heading(gettext("Can I still use my ordinary key?")),
        Paragraph(key),
    ]


def _who_must() -> list[Block]:
    alarm = gettext(
        "If you need a safety alarm or other welfare technology. That is so even if you can open"
        " the door yourself."
    )
    services = gettext(
        "If you need services at home, cannot open the door yourself, and nobody close to you is"
        " always there."
    )
    return [
        Heading(gettext("When must I have eLås?")),
        Points([alarm, services]),
        Paragraph(gettext("Otherwise you do not need it.")),
    ]


def _privacy() -> list[Block]:
    only = gettext(
        "Only employees of %(municipality)s can use eLås, only at work, and only when they have a"
        " visit to make at your home."
    )
    return [
        Heading(gettext("Who can come in, and what is stored?")),
        Paragraph(_said(only)),
        Paragraph(gettext("What is logged?")),
        Points(
            [
                gettext("Who has access to your door, and who has had it."),
                gettext(
                    "Each time an employee uses eLås: who, when, which door and for which visit."
                ),
                gettext("Each time somebody tries and the door stays shut."),
            ]
        ),
    ]


def _mounting() -> list[Block]:
    change = gettext("We change some parts of the lock in your door.")
    keep = gettext("They must stay at your home until eLås is taken away.")
    away = gettext(
        "When you no longer need services at home, we take eLås away. The parts that you kept go"
        " back, and the lock is again as it was."
    )
    marks = gettext("Neither mounting nor removal shall leave wear or marks on your door.")
    box = gettext(
        "On a few doors eLås cannot be mounted. Then we mount a key box with an electronic lock,"
        " and a copy of your key lies in it."
    )
    rules = gettext(
        "The same rules hold for the key box: who can open it, and that all use is logged."
    )
    return [
        Heading(gettext("How is eLås mounted?")),
        Paragraph(f"{change} {keep}"),
        Paragraph(f"{away} {marks}"),
        Paragraph(f"{box} {rules}"),
    ]


def _board() -> list[Block]:
    return [
        Heading(gettext("What do I tell the board or the landlord?")),
        Paragraph(
            gettext(
                "You must tell them yourself that eLås will be mounted. You need not say why you"
                " get it."
            )
        ),
        Points(
            [
                gettext(
                    "In a housing cooperative or a condominium: the board. It concerns your door"
                    " and the common entrance."
                ),
                gettext(
                    "In a rented home: the landlord. Tell about eLås, or about the key box if eLås"
                    " does not fit."
                ),
            ]
        ),
    ]


def _cost() -> list[Block]:
    nothing = gettext(
        "Nothing for you. %(municipality)s pays for everything, also purchase, licence, mounting"
        " and removal."
    )
    care = gettext("Take good care of the equipment. If it is damaged, you may have to replace it.")
    return [Heading(gettext("What does eLås cost?")), Paragraph(f"{_said(nothing)} {care}")]


def _time(now: datetime) -> list[Block]:
    opens = settings.BOOKING_OPENS_ON
    if opens is None:
        said = gettext(
            "It is not possible to book online yet. Trygghetspatruljen contacts you to agree on a"
            " time."
        )
    elif opens <= timezone.localdate(now):
        said = gettext("You can book a time online. You get a text message when you can book.")
    else:
        day = formats.date_format(opens, pgettext("a letter's date", "j F Y"))
        online = gettext(
            "From %(booking_opens)s it is possible to book a time online. You get a text message"
            " when you can book."
        )
        until = gettext("Until then Trygghetspatruljen contacts you to agree on a time.")
        said = f"{online % {'booking_opens': day}} {until}"
    kin = gettext("If you cannot book yourself, somebody close to you can do it for you.")
    alarm = gettext("Is it your first safety alarm? Then we mount eLås at the same visit.")
    found: list[Block] = [Heading(gettext("How do I get a time?")), Paragraph(said)]
    if opens is not None:
        found += [Paragraph(settings.CITIZENS_ADDRESS), Paragraph(kin)]
    return [*found, Paragraph(alarm)]


def _whom_to_ask() -> list[Block]:
    phones = [one for one in (settings.PATROL_PHONE, settings.PATROL_PHONE_2) if one]
    contact = gettext("Contact Trygghetspatruljen at %(municipality)s.")
    ask = gettext("Ask %(municipality)s.")
    mail, web = settings.MUNICIPALITY_EMAIL, settings.MUNICIPALITY_WEB
    call = f"{gettext('Call Trygghetspatruljen.')} {' / '.join(phones)}"
    return [
        Heading(gettext("Trouble with the door?")),
        Paragraph(call if phones else _said(contact)),
        Heading(gettext("Do you wonder about something?")),
        Paragraph(f"{gettext('Write to:')} {mail}" if mail else _said(ask)),
        *([Paragraph(f"{gettext('Read more:')} {web}")] if web else []),
    ]
