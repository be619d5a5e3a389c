"""What the app says, in the language of the tests' browser."""

import re

from django.utils import translation

from elaas.web.phone_texts import TEXTS


def says(name: str) -> re.Pattern[str]:
    """The whole sentence with this name in `phone_texts`, whatever stands in its gaps."""
    with translation.override("nb"):
        sentence = str(TEXTS[name])
    parts = re.split(r"\{\w+\}", sentence)
    return re.compile("^" + ".+".join(map(re.escape, parts)) + "$")
