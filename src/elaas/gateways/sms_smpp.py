"""SMS by a vendor's message centre, SMPP 3.4 (https://smpp.org/SMPP_v3_4_Issue1_2.pdf).

SMPP knows no reference of the sender's: what may have been submitted and was not answered is never
submitted again. A long text goes in parts, and the receipt is asked for the last of them.
"""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.conf import settings
from smpplib import consts
from smpplib.client import Client
from smpplib.exceptions import ConnectionError as Broken
from smpplib.exceptions import PDUError

from elaas.notices import sms
from elaas.notices.sms import News, NotTaken, Refused, State, Uncertain
from elaas.notices.texts import is_gsm7, septets, split

SECONDS = 10
QUIET = 1  # seconds: then there are no more receipts
CONCATENATED = bytes([5, 0, 3])  # 3GPP TS 23.040, 9.2.3.24.1: one byte of reference
# What says no to the destination and to nothing else (section 5.1.3 of the specification).
_BAD_NUMBER = {
    consts.SMPP_ESME_RINVDSTADR,
    consts.SMPP_ESME_RINVDSTTON,
    consts.SMPP_ESME_RINVDSTNPI,
}
_RECEIPT = re.compile(rb"\bid:(\S+).*?\bstat:([A-Z]+)", re.DOTALL)
IS_RECEIPT = 0x3C  # the bits of esm_class that say so, and how
STATES = {
    "ACCEPTD": State.SENT,
    "ENROUTE": State.SENT,
    "DELIVRD": State.DELIVERED,
    "EXPIRED": State.FAILED,
    "DELETED": State.FAILED,
    "UNDELIV": State.FAILED,
    "REJECTD": State.FAILED,
}


class Gateway:
    """See SmsGateway."""

    name = "smpp"
    repeatable = False

    def hand_over(self, message: sms.Sms, /) -> str:
        """See SmsGateway; the reference is the message centre's id of the last part."""
        with _session() as client:
            _bind(client.bind_transmitter)
            return _submit_all(client, message)

    def collect(self, *, after: str, told: Callable[[News], None], now: datetime) -> str:
        """See SmsGateway. A receipt is acknowledged when `told` has taken it, and then gone."""

        def receive(pdu: object) -> None:
            news = _news(pdu, now)
            if news is not None:
                told(news)

        with _session(seconds=QUIET) as client:
            client.set_message_received_handler(receive)
            _bind(client.bind_receiver)
            try:
                while True:
                    client.read_once(auto_send_enquire_link=False)
            except TimeoutError:
                return after
            except (Broken, PDUError) as problem:
                raise NotTaken(type(problem).__name__) from None


class _Client(Client):  # type: ignore[misc]  # smpplib has no types
    """Over TLS, checked against the host's name, unless settings say otherwise."""

    def _create_socket(self) -> object:
        plain = super()._create_socket()
        if settings.SMPP_PLAIN:
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


@contextmanager
def _session(*, seconds: int = SECONDS) -> Iterator[Client]:
    client = _Client(
        settings.SMPP_HOST,
        settings.SMPP_PORT,
        timeout=seconds,
        allow_unknown_opt_params=True,
        logger_name="elaas.smpp",
    )
    try:
        client.connect()
    except (Broken, OSError) as problem:
        client.disconnect()
        raise NotTaken(type(problem).__name__) from None
    try:
        yield client
    finally:
        with suppress(Broken, PDUError, OSError):
            client.unbind()
        client.disconnect()


def _bind(bind: Callable[..., object]) -> None:
    try:
        bind(system_id=settings.SMPP_USER, password=settings.SMPP_PASSWORD)
    except (Broken, PDUError, OSError) as problem:
        raise NotTaken(f"no bind: {type(problem).__name__}") from None


def _submit_all(client: Client, message: sms.Sms) -> str:
    parts, reference = split(message.text), ""
    for number, part in enumerate(parts, start=1):
        header = b""
        if len(parts) > 1:
            header = CONCATENATED + bytes([message.reference.bytes[0], len(parts), number])
        try:
            reference = _submit(client, message, part, header, is_last=number == len(parts))
        except (NotTaken, Refused) as problem:
            if number > 1:  # a part of it is on its way
                raise Uncertain(str(problem)) from None
            raise
    return reference


def _submit(client: Client, message: sms.Sms, part: str, header: bytes, *, is_last: bool) -> str:
    plain = is_gsm7(message.text)
    coded = septets(part) if plain else part.encode("utf-16-be")
    try:
        client.send_message(
            source_addr_ton=consts.SMPP_TON_ALNUM,
            source_addr=settings.SMS_SENDER,
            dest_addr_ton=consts.SMPP_TON_INTL,
            dest_addr_npi=consts.SMPP_NPI_ISDN,
            destination_addr=message.number.removeprefix("+"),
            data_coding=consts.SMPP_ENCODING_DEFAULT if plain else consts.SMPP_ENCODING_ISO10646,
            esm_class=consts.SMPP_GSMFEAT_UDHI if header else consts.SMPP_MSGMODE_DEFAULT,
            registered_delivery=is_last,
            short_message=header + coded,
        )
        answer = client.read_pdu()
    except (Broken, PDUError, OSError) as problem:
        raise Uncertain(type(problem).__name__) from None
    if answer.command != "submit_sm_resp":
        raise Uncertain(answer.command)
    if answer.is_error():
        raise (Refused if answer.status in _BAD_NUMBER else NotTaken)(f"status {answer.status}")
    return bytes(answer.message_id).decode("ascii", "replace")


def _news(pdu: object, now: datetime) -> News | None:
    """What a delivery receipt tells (Appendix B); its own time has no zone, so ours is taken."""
    if not getattr(pdu, "esm_class", 0) & IS_RECEIPT:
        return None
    found = _RECEIPT.search(getattr(pdu, "short_message", None) or b"")
    state = STATES.get(found[2].decode()) if found else None
    if found is None or state is None:
        return None
    reference = found[1].decode("ascii", "replace")
    return News(gateway_reference=reference, state=state, at=now, detail=found[2].decode())


_: sms.SmsGateway = Gateway()
