"""What every page may ask about the request."""

from django.conf import settings
from django.http import HttpRequest

from elaas.web import citizens, roles, session


def surroundings(request: HttpRequest) -> dict[str, bool]:
    """`demo`: everybody here is made up; `logged_in`, `desk`, `coordinator`: who asks is that.

    `citizen`: a recipient or next of kin is logged in. `buildings`: whoever is logged in may see
    the pages of buildings, `calls_people`: the call list, `rollout`: how far the rollout has come,
    `damages`: damage, `sends_crews`: crews' days, `checks`: what somebody must look at.
    """
    return {
        "demo": settings.DEMO,
        "logged_in": session.employee(request) is not None,
        "buildings": roles.grants(request, "buildings/"),
        "damages": roles.grants(request, "skader/"),
        "citizen": citizens.national_id(request) is not None,
        "desk": getattr(request, "is_desk", False),
        "coordinator": getattr(request, "is_coordinator", False),
        "sends_crews": roles.grants(request, "lag/"),
        "rollout": roles.grants(request, "rollout/"),
        "checks": roles.grants(request, "funn/"),
        "calls_people": roles.grants(request, "ringeliste/"),
    }
