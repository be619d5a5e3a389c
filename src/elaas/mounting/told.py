"""What people are told when a lock is to come down: an SMS, or a letter and a call.

No word of what care they get or got. After a death nobody is asked to log in, nor for a time.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext


def ask(language: str, *, link: str) -> str:
    """To who had the lock: a time can be booked. `link` is empty where no address is known."""
    with translation.override(language):
        said = gettext("{municipality}: The eLås is to be taken down. Book a time. Log in: {link}")
        plain = gettext("{municipality}: The eLås is to be taken down. Book a time on My page.")
        return (said if link else plain).format(municipality=settings.MUNICIPALITY_NAME, link=link)


def after_death(language: str, name: str) -> str:
    """To next of kin, who are called; the letter says the same."""
    with translation.override(language):
        said = gettext(
            "The eLås on the door of {name} is to be taken down, and the lock put back as it was."
            " It costs nothing. Trygghetspatruljen calls you to find a day that suits you."
        )
        return said.format(name=name)
