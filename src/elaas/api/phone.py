"""What the employees' phones ask for: enrolment, the day, the time; and what they bring."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from elaas.access import authority
from elaas.access.operations.claims import NotTold, tell_claim_secret
from elaas.access.operations.kin import NoVisitNow, kin_to_call
from elaas.access.operations.phones import enrol_phone
from elaas.access.operations.sync import sync, take_in
from elaas.access.operations.update import time
from elaas.api import clock, visit_words
from elaas.api import phone_words as words
from elaas.api.patience import View, patiently
from elaas.doors.photos import NotAPhoto
from elaas.mounting.operations.crew_day import prepare_day
from elaas.mounting.operations.looks import jobs_shown
from elaas.mounting.operations.visit.reports import TooMany, settle_waiting, store_report
from elaas.mounting.visit_forms import Unreadable
from elaas.people import contact_register
from elaas.people import queries as people
from elaas.people.contact_register import NoAnswer
from elaas.people.operations.phones import CodeNotValid, token_hash
from elaas.people.queries import EnrolledPhone
from elaas.protocol import enrolment

PhoneView = Callable[[EnrolledPhone, dict[str, Any], datetime], HttpResponse]


@require_GET
def enrolment_key(_request: HttpRequest) -> HttpResponse:
    """The server's key that a phone proves its own against."""
    return JsonResponse(authority.enrolment_key().public_key.to_hex())


@csrf_exempt
@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    """Bind a phone to the employee of a one-time code, once it has proven its key."""
    try:
        asked = words.enrolment(words.body(request))
        key = authority.enrolment_key()
        if not enrolment.verify(key, asked.key, asked.code, asked.proof):
            return _error(403, "The phone did not prove that it holds this key.")
        enrolled = enrol_phone(code=asked.code, key=asked.key, now=clock.now())
    except words.BadRequest as reason:
        return _error(400, str(reason))
    except CodeNotValid:
        return _error(403, "The code is not valid, or no longer. Ask for a new one.")
    answer = {
        "token": enrolled.token,
        "phone": str(enrolled.phone),
        "employee": _employee(enrolled.employee),
    }
    return JsonResponse(answer, status=201)


def _with_phone(view: PhoneView, *, blocked_too: bool = False) -> View:
    """`view` for the phone whose token the request bears, with its JSON and the time."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        phone = people.phone_with_token(token_hash(token)) if scheme == "Bearer" else None
        if phone is None:
            return _error(401, "This phone is not enrolled. Enrol it again.")
        if phone.blocked and not blocked_too:
            return _error(403, "This phone is blocked. Enrol it again, or use your new one.")
        try:
            return view(phone, words.body(request), clock.now())
        except words.BadRequest as reason:
            return _error(400, str(reason))

    return answer


def _sync(phone: EnrolledPhone, body: dict[str, Any], now: datetime) -> HttpResponse:
    prepare_day(employee=phone.employee, now=now)
    synced = sync(phone=phone, brought=words.brought(body), authority=authority.load(), now=now)
    settle_waiting(employee=phone.employee, now=now)  # a lock's own word may have come along
    day = {
        "now": now.isoformat(),
        "employee": _employee(phone.employee),
        "jobs": visit_words.jobs(jobs_shown(employee=phone.employee, now=now)),
    }
    return JsonResponse({**day, **words.synced(synced)})


def _receipts(phone: EnrolledPhone, body: dict[str, Any], now: datetime) -> HttpResponse:
    brought = words.brought(body)
    upload = take_in(phone=phone, brought=brought, authority=authority.load(), now=now)
    return JsonResponse(words.uploaded(upload))


def _visit(phone: EnrolledPhone, body: dict[str, Any], now: datetime) -> HttpResponse:
    try:
        trouble = store_report(report=visit_words.report(body), phone=phone, now=now)
    except Unreadable as reason:
        return _error(400, str(reason))
    except NotAPhoto:
        return _error(400, "A photo cannot be read. Take it again.")
    except TooMany:
        return _error(429, "This phone has told too much today. Call the service desk.")
    return JsonResponse({"trouble": trouble})


def _time(_phone: EnrolledPhone, body: dict[str, Any], now: datetime) -> HttpResponse:
    lock_id, nonce = words.nonce(body)
    token = time(lock_id=lock_id, nonce=nonce, authority=authority.load(), now=now)
    return JsonResponse({"time": token.hex()})


def _claim_secret(phone: EnrolledPhone, body: dict[str, Any], now: datetime) -> HttpResponse:
    try:
        secret = tell_claim_secret(
            phone=phone.id, employee=phone.employee, lock_id=words.lock_id(body), now=now
        )
    except NotTold:
        return _error(403, "You have no such unit to claim now.")
    return JsonResponse({"secret": secret.hex()})


def _kin(phone: EnrolledPhone, body: dict[str, Any], now: datetime) -> HttpResponse:
    asked = words.assignment(body)
    try:
        found = kin_to_call(
            assignment=asked, employee=phone.employee, register=contact_register.load(), now=now
        )
    except NoVisitNow:
        return _error(403, "You have no visit there now.")
    except NoAnswer:
        return _error(503, "The contact register does not answer.")
    return JsonResponse({"kin": [{"name": one.name, "phone": one.phone} for one in found]})


def _employee(employee: UUID) -> dict[str, str]:
    return {"id": str(employee), "name": people.employee_name(employee)}


def _error(status: int, sentence: str) -> HttpResponse:
    return JsonResponse({"error": sentence}, status=status)


urlpatterns = [
    path("enrolment-key", enrolment_key),
    path("enrol", patiently(enrol)),
    path("sync", patiently(_with_phone(_sync))),
    path("receipts", patiently(_with_phone(_receipts, blocked_too=True))),
    path("visit", patiently(_with_phone(_visit, blocked_too=True))),
    path("time", _with_phone(_time)),
    path("claim-secret", _with_phone(_claim_secret)),
    path("kin", _with_phone(_kin)),
]
