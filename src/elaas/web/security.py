"""What a browser may do with our pages: load from us, and nothing from anybody else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# An injected script could use a phone's key even though it cannot read it; so no inline scripts.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that sends POLICY with every answer; the demo's pages may use its radio, too."""
    radio = settings.SIMULATED_RADIO
    policy = f"{POLICY}; connect-src 'self' {radio}" if radio else POLICY

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = policy
        return response

    return middleware
