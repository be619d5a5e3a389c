"""The employee's phone: an installable page that opens locks, also without a network.

The shell is for everybody and says nothing about anybody; what it shows comes from the API (api/
phone.py), to phones that are enrolled.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from elaas.web.board_words import CYLINDERS
from elaas.web.phone_texts import TEXTS
from elaas.web.security import permissions
from elaas.web.visit_texts import PART_NAMES, POINTS, VISIT_TEXTS

_WORKER = "phone/worker.js"
_STYLES = ("vendor/designsystemet-theme.css", "vendor/designsystemet.css", "elaas.css")
_PICTURES = ("mark.svg", "phone/icon.svg", "vendor/inter-latin.woff2")
_LATER = ("vendor/jsqr.js",)  # for phones that scan labels and have nothing of their own for it
_COLOUR = "#0b3d5c"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The app's one page, in the language of whoever asks."""
    shown = {
        "texts": {name: str(text) for name, text in (TEXTS | VISIT_TEXTS).items()},
        "simulated_radio": settings.SIMULATED_RADIO,
        "patrol": settings.PATROL_PHONE,
        "patrol_2": settings.PATROL_PHONE_2,
        "email": settings.MUNICIPALITY_EMAIL,
        "cylinders": {kind.value: text for kind, text in CYLINDERS.items()},
        "part_names": PART_NAMES,
        "part_rows": range(1, 9),
        "points": POINTS,
        "login": bool(settings.LOGIN_ISSUER),
    }
    response = render(request, "phone/page.html", shown)
    response["eLas-Shell"] = _digest()  # the worker keeps it with no other shell's modules
    response["Permissions-Policy"] = permissions(camera=True)  # it scans labels
    return response


@require_safe
@csrf_exempt
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, with the addresses of the shell and a digest of what is there."""
    files = _shell_files()
    addresses = [reverse("phone"), *map(static, files)]
    head = f"const VERSION = {json.dumps(_digest())};\nconst SHELL = {json.dumps(addresses)};\n"
    head += f"const LATER = {json.dumps(list(map(static, _LATER)))};\n"
    body = (settings.STATIC_FOLDER / _WORKER).read_text()
    # Asked for anew each time: an old worker would keep an old shell.
    return HttpResponse(
        head + body, content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to know to install the page (https://www.w3.org/TR/appmanifest/)."""
    icon = {"src": static("phone/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    here = reverse("phone")
    return JsonResponse(
        {
            "name": "eLås",
            "short_name": "eLås",
            "id": here,
            "start_url": here,
            "scope": here,
            "display": "standalone",
            "theme_color": _COLOUR,
            "background_color": "#ffffff",
            "icons": [{**icon, "purpose": "any"}, {**icon, "purpose": "maskable"}],
        },
        content_type="application/manifest+json",
    )


@cache
def _shell_files() -> list[str]:
    """The static files that the page needs, from the static folder."""
    folder = settings.STATIC_FOLDER
    own = [*folder.glob("phone/**/*.js"), *folder.glob("phone/**/*.css")]
    modules = sorted(str(path.relative_to(folder)) for path in own)
    return [*_STYLES, *_PICTURES, *(name for name in modules if name != _WORKER)]


@cache
def _digest() -> str:
    """A digest of the shell: its files, its page and its texts."""
    package = Path(__file__).parent
    read = [settings.STATIC_FOLDER / name for name in [*_shell_files(), *_LATER, _WORKER]]
    read += [
        package / "phone_texts.py",
        package / "visit_texts.py",
        *sorted(package.glob("templates/phone/*.html")),
    ]
    read += sorted(package.parent.glob("locale/*/LC_MESSAGES/django.po"))
    total = hashlib.sha256()
    for path in read:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    shown = [settings.SIMULATED_RADIO, settings.PATROL_PHONE, settings.LOGIN_ISSUER]
    shown += [settings.PATROL_PHONE_2, settings.MUNICIPALITY_EMAIL]
    total.update(json.dumps(shown).encode())
    return total.hexdigest()[:16]
