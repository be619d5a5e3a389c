"""What a browser may do with our pages: load from us, and nothing from anybody else."""

import logging
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# An injected script could use a phone's key even though it cannot read it; so no inline scripts.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",  # the design system's own icons are drawn in its stylesheet
        "base-uri 'none'",
        "form-action 'self'{login}",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that sends POLICY with every answer; the demo's pages may use its radio, too.

    What a view does not say may be kept, no browser keeps. A page that does not say that it needs
    the camera does not get it.

    Logging out is a form that ends at the login provider.
    """
    radio = settings.SIMULATED_RADIO
    origins = _origin(settings.LOGIN_ISSUER) + _origin(settings.CITIZEN_LOGIN_ISSUER, below=True)
    policy = POLICY.format(login=origins) + (f"; connect-src 'self' {radio}" if radio else "")

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = policy
        # Names and addresses are not to be found in the browser by whoever comes after.
        response.setdefault("Cache-Control", "no-store")
        response.setdefault("Permissions-Policy", permissions())
        return response

    return middleware


def permissions(*, camera: bool = False) -> str:
    """The header by which a page has none of these, but for the camera where it is needed."""
    return f"camera=({'self' if camera else ''}), microphone=(), geolocation=()"


class HideLinks(logging.Filter):
    """Log lines do not tell the token in a board's link: whoever reads it could answer."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, without what follows `/styret/`."""
        record.msg, record.args = _LINK.sub("/styret/...", record.getMessage()), ()
        return True


_LINK = re.compile(r"/styret/[^/\s]+")


def _origin(issuer: str, *, below: bool = False) -> str:
    """The provider's origin, and names `below` it: ID-porten logs out at login.idporten.no."""
    at = urlsplit(issuer)
    if not at.netloc:
        return ""
    origin = f" {at.scheme}://{at.netloc}"
    return f"{origin} {at.scheme}://*.{at.netloc}" if below and at.scheme == "https" else origin
