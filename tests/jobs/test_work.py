"""A worker that is killed in the middle sends nothing twice and forgets nothing."""

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from elaas.demo.clock import now
from elaas.demo.contact_register import national_id
from elaas.jobs.tasks import SWEEP
from elaas.notices.models import Fallback, Kept, Message
from elaas.notices.queries import Stage, stage
from elaas.notices.rules import Why
from tests.gateways import message_centre
from tests.gateways.public_services import Services, reachable, running
from tests.jobs.worker import kill, locked, settings, somebody_waits, until, working
from tests.notices.town import tell
from tests.world import told_ids

Env = dict[str, str]
MANY = 40


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> Env:
    return settings(database_url, tmp_path)


def messages(count: int = 1) -> list[UUID]:
    turid = national_id("turid")
    return [tell(now=now(), national_id=turid) for _ in range(count)]


def all_are_there() -> bool:
    return not Message.objects.filter(handed_over_at=None).exists()


def no_job_is_left() -> bool:
    return not ProcrastinateJob.objects.filter(task_name="notices.deliver").exists()


def soon(job: str, *, at: datetime | None = None) -> None:
    """It is done now (or at `at`), and not at the next full minute; it may wait already."""
    with suppress(AlreadyEnqueued):
        app.configure_task(job, schedule_at=at).defer(timestamp=0)


def check(sent: list[UUID]) -> None:
    """Each once at the gateway, on record, and told of in the ledger."""
    assert set(Kept.objects.values_list("pk", flat=True)) == set(sent)
    assert told_ids("notice_handed_over", "message") == Counter(one.hex for one in sent)


def test_a_worker_brings_what_waits_and_what_comes(env: Env) -> None:
    sent = messages()
    with working(env):
        until(all_are_there)
        sent += messages()
        until(all_are_there)
        until(no_job_is_left)

    check(sent)


def before_it_begins(env: Env, database_url: str) -> None:
    """Nothing is on record."""
    with locked(database_url, "SELECT 1 FROM notices_message FOR UPDATE"), working(env) as worker:
        until(lambda: somebody_waits("notices_message"))
        assert not Message.objects.exclude(tried_at=None).exists()
        kill(worker)


def before_the_carrier_has_it(env: Env, database_url: str) -> None:
    """It is on record that the carrier may get it, and it has not."""
    with locked(database_url, "LOCK TABLE notices_kept IN EXCLUSIVE MODE"), working(env) as worker:
        until(lambda: somebody_waits("notices_kept"))
        assert Message.objects.exclude(tried_at=None).exists()
        kill(worker)


def before_it_is_recorded(env: Env, database_url: str) -> None:
    """The carrier has it."""
    with locked(database_url, "LOCK TABLE ledger_entry IN EXCLUSIVE MODE"), working(env) as worker:
        until(lambda: somebody_waits("ledger_entry"))
        assert Kept.objects.exists()
        kill(worker)


def before_the_job_is_done(env: Env, database_url: str) -> None:
    """All is on record, and the job still counts as under way."""
    with (
        locked(database_url, "LOCK TABLE ledger_entry IN EXCLUSIVE MODE") as ledger,
        working(env) as worker,
    ):
        until(lambda: somebody_waits("ledger_entry"))
        with locked(database_url, "SELECT 1 FROM procrastinate_jobs FOR UPDATE"):
            ledger.rollback()
            until(all_are_there)
            kill(worker)


@pytest.mark.parametrize(
    "kill_it",
    [
        before_it_begins,
        before_the_carrier_has_it,
        before_it_is_recorded,
        before_the_job_is_done,
    ],
)
def test_killed(env: Env, database_url: str, kill_it: Callable[[Env, str], None]) -> None:
    sent = messages()
    kill_it(env, database_url)

    with working(env):
        until(all_are_there)
        sent += messages()
        until(all_are_there)

    check(sent)


def test_killed_again_and_again_among_many(env: Env) -> None:
    sent = messages(MANY)
    for so_far in range(5, MANY, 10):
        with working(env) as worker:
            until(lambda: Kept.objects.count() >= so_far)  # noqa: B023
            kill(worker)

    with working(env):
        until(all_are_there)

    check(sent)


def test_a_job_whose_worker_was_killed_is_done_by_another(env: Env, database_url: str) -> None:
    messages()
    before_it_begins(env, database_url)
    assert ProcrastinateJob.objects.filter(status="doing").exists()
    with psycopg.connect(database_url) as session:
        session.execute("UPDATE procrastinate_workers SET last_heartbeat = 'yesterday'")
    with working(env):
        soon("jobs.retry")
        until(lambda: not ProcrastinateJob.objects.filter(status="doing").exists())


def test_what_waits_already_is_not_done_again_and_keeps_nothing_else_back(
    env: Env, database_url: str
) -> None:
    messages()
    begun: dict[str, int] = {}

    def both_wait() -> bool:
        doing = ProcrastinateJob.objects.filter(status="doing")
        begun.update(doing.values_list("task_name", "id"))
        return set(begun) >= {SWEEP, "notices.deliver"}

    with locked(database_url, "SELECT 1 FROM notices_message FOR UPDATE"), working(env) as worker:
        until(both_wait)
        kill(worker)
    with psycopg.connect(database_url) as session:
        session.execute("UPDATE procrastinate_workers SET last_heartbeat = 'yesterday'")
    soon(SWEEP, at=now() + timedelta(hours=1))

    with working(env):
        soon("jobs.retry")
        until(lambda: not ProcrastinateJob.objects.filter(id__in=begun.values()).exists())

    assert all_are_there()


@pytest.fixture
def altinn(tmp_path: Path) -> Iterator[Services]:
    """Everybody is reachable, and Altinn carries."""
    with running() as services:
        services.everybody = reachable()
        yield services


def test_killed_when_altinn_has_the_order_and_has_not_answered(
    env: Env, altinn: Services, tmp_path: Path
) -> None:
    env |= altinn.settings(tmp_path)
    sent = messages(2)
    altinn.answering.clear()
    with working(env) as worker:
        until(lambda: len(altinn.orders) == len(sent))
        kill(worker)
    assert Message.objects.filter(handed_over_at=None).count() == len(sent)
    altinn.answering.set()

    with working(env):
        until(all_are_there)

    assert set(altinn.orders) == {str(one) for one in sent}
    assert Counter(altinn.asked) == Counter({str(one): 2 for one in sent})
    assert told_ids("notice_handed_over", "message") == Counter(one.hex for one in sent)


def test_altinn_tells_what_became_of_it(env: Env, altinn: Services, tmp_path: Path) -> None:
    env |= altinn.settings(tmp_path)
    arrived, lost = messages(2)
    with working(env):
        until(all_are_there)
        altinn.becomes(str(arrived), "SMS_Delivered")
        altinn.becomes(str(lost), "SMS_Failed_Undelivered")
        soon("notices.collect")
        until(lambda: stage(lost) is Stage.LISTED)

    assert stage(arrived) is Stage.DELIVERED


@pytest.mark.needs("npm", "npm")
def test_killed_when_a_message_centre_has_it_and_has_not_answered(
    env: Env, altinn: Services, tmp_path: Path
) -> None:
    """SMPP knows no references: what may have been sent is never sent again, a person calls."""
    altinn.everybody = reachable("99999994")  # the centre takes it, and is silent
    with message_centre.running() as centre:
        env |= {**altinn.settings(tmp_path), **centre.settings()}
        (sent,) = messages()
        with working(env) as worker:
            until(lambda: centre.given)
            kill(worker)
        assert stage(sent) is Stage.WAITS

        with working(env):
            until(lambda: stage(sent) is Stage.LISTED)

    assert len(centre.given) == 1
    assert Fallback.objects.get().why == Why.UNCERTAIN


@pytest.mark.needs("npm", "npm")
def test_a_message_centre_tells_what_became_of_it(
    env: Env, altinn: Services, tmp_path: Path
) -> None:
    with message_centre.running() as centre:
        env |= {**altinn.settings(tmp_path), **centre.settings()}
        altinn.everybody = reachable("99999990")
        (sent,) = messages()
        with working(env):
            until(all_are_there)
            soon("notices.collect")
            until(lambda: stage(sent) is Stage.DELIVERED)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(env: Env, number: signal.Signals) -> None:
    with working(env) as worker:
        worker.send_signal(number)
        assert worker.wait(60) == 0
