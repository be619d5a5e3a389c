"""What every page may ask about the request."""

from django.conf import settings
from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, bool]:
    """`demo`: everybody here is made up; `logged_in`: an employee is."""
    return {
        "demo": settings.DEMO,
        "logged_in": getattr(request, "employee", None) is not None,
    }
