"""What every page may ask about the request."""

from django.conf import settings
from django.http import HttpRequest

from elaas.web import session


def surroundings(request: HttpRequest) -> dict[str, bool]:
    """`demo`: everybody here is made up; `logged_in`: an employee is; `desk`: it is the desk's.

    `calls_people`: whoever looks has the call list.
    """
    return {
        "demo": settings.DEMO,
        "logged_in": session.employee(request) is not None,
        "desk": getattr(request, "is_desk", False),
        "calls_people": getattr(request, "calls", False),
    }
