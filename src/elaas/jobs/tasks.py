"""What `elaas work` can do, by the names under which jobs are deferred.

A job may be done twice, or half and then once more: what it calls bears that. Its arguments are
ids. Jobs are deferred in the transaction of what needs them:
`procrastinate.contrib.django.app.configure_task(NAME).defer(...)`.
"""

from uuid import UUID

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from elaas.alarms.operations.look_around import look_around
from elaas.jobs.clock import now
from elaas.jobs.forgetting import forgetting
from elaas.jobs.removal_words import removal_words
from elaas.mounting.operations import look_after
from elaas.mounting.operations.begin_removal import begin_due
from elaas.mounting.operations.booking import is_open
from elaas.mounting.operations.crew_day import call_off_what_is_over
from elaas.mounting.operations.endings import look_everywhere
from elaas.mounting.operations.reminding import remind_unbooked
from elaas.notices import queries as notices
from elaas.notices import sms
from elaas.notices.operations.collect import collect
from elaas.notices.operations.deliver import Ways
from elaas.notices.operations.deliver import deliver as deliver_message
from elaas.people import contact_register

EVERY_NIGHT = "23 2 * * *"
EVERY_MINUTE = "* * * * *"
EVERY_TEN_MINUTES = "*/10 * * * *"
EVERY_FIVE_MINUTES = "*/5 * * * *"
EVERY_HOUR = "7 8-19 * * *"  # when people are awake: somebody may be texted
SWEEP = "notices.sweep"


@app.task(name="notices.deliver")
def deliver(message: str) -> None:
    """Bring a message on its way."""
    deliver_message(message=UUID(message), ways=_ways(), now=now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(name=SWEEP, queueing_lock=SWEEP, pass_context=True)
def sweep(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Bring on their way what should be and is not: put off, or its job was killed."""
    for message in notices.unsettled(now=now()):
        if context.should_abort():
            return
        deliver_message(message=message, ways=_ways(), now=now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="notices.collect", queueing_lock="notices.collect")
def collect_news(timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Take in what the carrier tells of messages it was given; what fails is asked for again."""
    try:
        collect(gateway=sms.load(), now=now())
    except sms.NotTaken:
        return


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(name="mounting.look_after", queueing_lock="mounting.look_after")
def look_after_units(timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Make work orders of what units tell of their batteries, bolts and silence."""
    look_after.look_after(now=now())


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(name="alarms.look_around", queueing_lock="alarms.look_around")
def watch(timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Find what a person must look at: openings, gaps, silence."""
    look_around(now=now())


@app.periodic(cron=EVERY_HOUR)
@app.task(name="mounting.removals", queueing_lock="mounting.removals")
def removals(timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Look whose locks are needed no more, and ask for a time where the grace is over."""
    look_everywhere(now=now())
    begin_due(words=removal_words(now=now()), now=now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="jobs.retry", queueing_lock="jobs.retry", pass_context=True)
async def retry(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Do again what a worker had begun that has given no sign of life for half a minute."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same waits already, as what is done every minute does
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="mounting.remind", queueing_lock="mounting.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Remind whoever can book a time and has not."""
    remind_unbooked(now=now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="mounting.call_off", queueing_lock="mounting.call_off")
def call_off_crew_visits(timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Take back what a crew holds for a unit when its appointment was cancelled, say."""
    call_off_what_is_over(now=now())


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="rights.forget", queueing_lock="rights.forget", pass_context=True)
def forget(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  (procrastinate's)
    """Erase what is past its time."""
    for _ in forgetting(now=now()):
        if context.should_abort():
            return


def _ways() -> Ways:
    return Ways(
        register=contact_register.load(),
        gateway=sms.load(),
        booking_open=is_open(settings.BOOKING_OPENS_ON, now=now()),
    )
