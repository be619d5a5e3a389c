"""Authlib's OAuth 2 client on httpx, without the warning that it shows at every import."""

import warnings

from authlib.deprecate import AuthlibDeprecationWarning

# Authlib has these shown always, to whoever runs a command; httpx is what eLås speaks HTTP by.
warnings.filterwarnings(
    "ignore", message="The httpx module is deprecated", category=AuthlibDeprecationWarning
)

from authlib.integrations.httpx_client import OAuth2Client  # noqa: E402  (after the filter)

__all__ = ["OAuth2Client"]
