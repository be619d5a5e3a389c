"""«Du vil få nærmere informasjon om timeavtale»: at once when it is booked, and the day before."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.demo.contact_register import Register, national_id
from elaas.gateways.sms_outbox import Gateway
from elaas.mounting.models import MountingCase
from elaas.mounting.operations.booking import Done, book
from elaas.mounting.operations.invitation import invite_due
from elaas.notices.models import Kept, Message
from elaas.notices.operations.deliver import Ways, deliver
from elaas.people.actors import Actor, ActorKind
from tests import make
from tests.make import NOON
from tests.world import check_world

pytestmark = pytest.mark.django_db
