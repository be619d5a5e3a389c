"""What templates say beside HTML: times, icons, names, and what became of a use."""

import datetime as dates
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import pgettext

from elaas.access.queries.pages.places import Address
from elaas.access.queries.pages.questions import Asked
from elaas.access.rules import Period
from elaas.doors.letters import in_one_line
from elaas.web import (
    board_words,
    booking_words,
    cost_words,
    crew_words,
    damage_words,
    finding_words,
    look_words,
    need_words,
    notice_words,
    removal_words,
    service_words,
    step_words,
    when,
    words,
)

ICONS = Path(__file__).parent / "static/vendor/icons"

register = template.Library()
register.filter("iso", when.iso)
register.filter("badge", words.badge)
register.filter("full_name", words.full_name)
register.filter("service", words.service)
register.filter("door_name", words.door_name)
register.filter("deed", words.deed)
register.filter("deed_at_the_lock", words.deed_at_the_lock)
register.filter("deed_of_nobody", words.deed_of_nobody)
register.filter("why", words.why)
register.filter("doubt", words.doubt)
register.filter("mark", words.mark)
register.filter("incident", words.incident)
register.filter("advice", words.advice)
register.filter("why_blocked", words.why_blocked)
register.filter("rung", words.rung)
register.filter("board_state", board_words.state)
register.filter("board_step", board_words.step)
register.filter("board_deed", board_words.deed)
register.filter("board_answer", board_words.answer)
register.filter("board_mark", board_words.state_mark)
register.filter("channel", board_words.channel)
register.filter("cylinder", board_words.cylinder)
register.filter("no_lock", board_words.no_lock)
register.filter("part_event", words.part_event)
register.filter("key_event", words.key_event)
register.filter("decision", need_words.decision)
register.filter("the_rules", need_words.the_rules)
register.filter("your_decision", need_words.your_decision)
register.filter("happened", need_words.happened)
register.filter("door_state", need_words.door_state)
register.filter("has_own_lock", need_words.has_own_lock)
register.filter("why_none", booking_words.why_none)
register.filter("errand", crew_words.errand)
register.filter("right", booking_words.right)
register.filter("day_part", booking_words.day_part)
register.filter("damaged", damage_words.damaged)
register.filter("damage_door", damage_words.door)
register.filter("damage_state", damage_words.state)
register.filter("who_pays", damage_words.outcome)
register.filter("teller", damage_words.teller)
register.filter("finding", finding_words.kind)
register.filter("finding_advice", finding_words.advice)
register.filter("finding_state", finding_words.state)
register.filter("finding_deed", finding_words.deed)
register.filter("doubt_said", finding_words.doubt)
register.filter("kroner", cost_words.kroner)
register.filter("ore", cost_words.ore)
register.filter("step_name", step_words.step)
register.filter("step_mark", step_words.mark)
register.filter("step_icon", step_words.mark_icon)
register.filter("where_it_is", step_words.now)
register.filter("lock_state", step_words.lock)
register.filter("purpose", notice_words.purpose)
register.filter("why_listed", notice_words.why_listed)
register.filter("stage", notice_words.stage)
register.filter("what_looked", look_words.what)
register.filter("why_looked", look_words.why)
register.filter("work", look_words.work)
register.filter("order_reason", service_words.reason)
register.filter("order_door", service_words.order_door)
register.filter("order_work", service_words.work)
register.filter("urgency", service_words.urgency)
register.filter("fault", service_words.fault)
register.filter("reporter", service_words.reporter)
register.filter("ended", removal_words.ended)
register.filter("left_to_do", removal_words.left)
register.filter("confirmed", removal_words.confirmed)
register.filter("telephone", notice_words.telephone)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: datetime) -> SafeString:
    """Day and time of day; the context's `now` says which day today is."""
    return _time(value, when.moment(value, now=context["now"]))


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], value: datetime) -> str:
    """The day, to begin a heading with."""
    return capfirst(when.day(value, now=context["now"]))


@register.simple_tag(takes_context=True)
def date(context: dict[str, Any], value: dates.date) -> str:
    """The day of a date, to begin with."""
    return capfirst(
        when.day(timezone.make_aware(datetime.combine(value, time(12))), now=context["now"])
    )


@register.simple_tag(takes_context=True)
def days_period(context: dict[str, Any], value: Period) -> SafeString:
    """The day, and from when until when."""
    return format_html(
        pgettext("a day's period", "{day}, {start} to {end}"),
        day=when.day(value.start, now=context["now"]),
        start=_time(value.start, when.clock(value.start)),
        end=_time(value.end, when.clock(value.end)),
    )


@register.simple_tag
def clock(value: datetime) -> SafeString:
    """The time of day."""
    return _time(value, when.clock(value))


@register.simple_tag(takes_context=True)
def period(context: dict[str, Any], value: Period) -> SafeString:
    """From when until when."""
    now = context["now"]
    return format_html(
        pgettext("a period", "{start} to {end}"),
        start=_time(value.start, when.moment(value.start, now=now)),
        end=_time(value.end, when.until(value.end, start=value.start, now=now)),
    )


@register.simple_tag
def hours(value: Period) -> SafeString:
    """From when until when on a day that is plain from the page."""
    return format_html(
        "{}–{}",  # noqa: RUF001  (an en dash between two times)
        _time(value.start, when.clock(value.start)),
        _time(value.end, when.clock(value.end)),
    )


@register.filter
def asked_about(questions: Mapping[str, Sequence[Asked]], name: str) -> Sequence[Asked]:
    """Those of the questions that are about what is called that."""
    return questions.get(name, ())


@register.filter
def address(value: Address) -> str:
    """The address in one line."""
    return in_one_line(**asdict(value))


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the vendored icons, hidden from screen readers: the words beside it say the same."""
    return mark_safe(_svg(name))  # noqa: S308  (our own file)


@cache
def _svg(name: str) -> str:
    svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8").strip()
    return svg.replace("<svg ", '<svg class="icon" aria-hidden="true" focusable="false" ', 1)


def _time(value: datetime, said: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', when.iso(value), said)
