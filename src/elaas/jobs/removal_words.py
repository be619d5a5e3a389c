"""What people are told when a removal begins by itself: the link is to the first public name."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from elaas.mounting import told
from elaas.mounting.operations.begin_removal import Words
from elaas.mounting.operations.booking import is_open


def removal_words(*, now: datetime) -> Words:
    """The words, with a link to people's own page where our public name is known."""
    names = settings.PUBLIC_NAMES
    link = f"https://{names[0]}{reverse('mine')}" if names else ""
    return Words(
        ask=lambda language: told.ask(language, link=link),
        after_death=told.after_death,
        online=is_open(settings.BOOKING_OPENS_ON, now=now),
    )
