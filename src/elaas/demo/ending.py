"""One of the town's people needs no services any more, so that a removal can be played.

Her old parts lie in a bag, and a time can be booked. When the lock is down it is mounted again the
next time the town begins.
"""

import io
from datetime import datetime

from django.conf import settings
from PIL import Image, ImageDraw

from elaas.access.queries.pages.bag import bag_of
from elaas.demo import export
from elaas.demo.town import DOORS, ENDED, RECIPIENTS, key_of
from elaas.doors.operations.parts import Packed, Packing, pack_bag
from elaas.doors.queries import home_of
from elaas.intake.operations.importing import import_bundle
from elaas.mounting import told
from elaas.mounting.operations.begin_removal import Words, decide_removal
from elaas.mounting.operations.booking import is_open
from elaas.people.queries import recipient_with_source

PARTS = [Packed("Knappvrider", 1), Packed("Sylinderring", 2), Packed("Skrue", 4)]


def end_services(*, url: str, now: datetime) -> None:
    """The care system tells it, and a coordinator lets a time be asked for; once more, nothing."""
    import_bundle(export.bundle([export.recipient(ENDED, now, active=False)], now), now=now)
    [lock_id] = [door.lock_id for door in DOORS if door.place == RECIPIENTS[ENDED].where]
    if bag_of(lock_id) is None:
        packing = Packing(label="0003", place="Skapet i gangen", parts=PARTS, photo=_drawn())
        pack_bag(lock_id=lock_id, packing=packing, by=None, now=now)
    home = home_of(lock_id)
    if home is None:
        return
    words = Words(
        ask=lambda language: told.ask(language, link=f"{url}min-side/"),
        after_death=told.after_death,
        online=is_open(settings.BOOKING_OPENS_ON, now=now),
    )
    decide_removal(
        recipient=recipient_with_source(key_of(ENDED)),
        home=home,
        because="Tjenestene er avsluttet, og hun vil gjerne ha låsen sin tilbake.",
        by=None,
        words=words,
        now=now,
    )


def _drawn() -> bytes:
    """The parts, as a drawing: in the town nobody has a camera."""
    picture = Image.new("RGB", (640, 480), "#f4f1ea")
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((60, 40, 580, 440), radius=30, outline="#555555", width=6)
    pen.ellipse((120, 150, 280, 310), outline="#333333", width=10)
    pen.ellipse((330, 170, 440, 280), outline="#333333", width=16)
    pen.ellipse((440, 170, 550, 280), outline="#333333", width=16)
    for number in range(4):
        left = 150 + 100 * number
        pen.line((left, 370, left + 60, 370), fill="#333333", width=12)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
