"""The languages in which we write to people."""

WRITTEN = ("nb", "nn", "en")


def written(language: str) -> str:
    """The language in which somebody who prefers `language` (BCP 47, without region) gets a text.

    Whoever prefers Sámi (se, sma, smj) gets bokmål until there is a translation; so does everybody
    else in whose language we do not write.
    """
    return language if language in WRITTEN else "nb"
