"""What a public page says, in the language of whoever asks."""

from django.test import Client

from tests.pages.look import look


def told(page: str, language: str, **asked: str) -> str:
    """The words of the page at /om/ + `page`."""
    answer = Client().get(f"/om/{page}", asked, headers={"accept-language": language})
    seen = look(answer.content)
    assert (answer.status_code, seen.language) == (200, language)
    return seen.words
