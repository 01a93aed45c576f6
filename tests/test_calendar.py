"""Planned contacts as calendar files: what another program reads out of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from dashboard.sheets.calendar import PlannedContact, calendar_file, in_zone, next_working_day, uid

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 16, 6, 12, tzinfo=UTC)
START = datetime(2026, 11, 20, 9, 30, tzinfo=HELSINKI)


def contact(**other: object) -> PlannedContact:
    """A planned meeting with a customer, with other values where they are given."""
    values = {"key": "i1", "account_name": "Kestrel Energy", "kind": "meeting", "starts_at": START}
    return PlannedContact(**values | other)


def event_of(content: bytes) -> dict:
    """The one event of a calendar file."""
    events = Calendar.from_ical(content).walk("VEVENT")
    assert len(events) == 1
    return events[0]


def test_a_meeting_begins_and_ends_in_the_zone_of_the_company():
    content = calendar_file(contact(ends_at=START + timedelta(minutes=45)), NOW)
    event = event_of(content)
    assert event["DTSTART"].dt == START
    assert event["DTEND"].dt == START + timedelta(minutes=45)
    assert event["DTSTART"].params["TZID"] == "Europe/Helsinki"
    assert Calendar.from_ical(content).walk("VTIMEZONE")[0]["TZID"] == "Europe/Helsinki"
    assert event["DTSTAMP"].dt == NOW
    assert len(content) < 2_500


@pytest.mark.parametrize(("kind", "minutes"), [("meeting", 60), ("call", 30), ("message", 30)])
def test_a_contact_without_an_end_takes_as_long_as_usual(kind, minutes):
    event = event_of(calendar_file(contact(kind=kind), NOW))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=minutes)
    before = event_of(calendar_file(contact(kind=kind, ends_at=START - timedelta(hours=1)), NOW))
    assert before["DTEND"].dt > before["DTSTART"].dt


def test_signs_that_no_text_may_hold_are_blanks():
    content = calendar_file(
        contact(account_name="North\x00sea", notes="With A\x01nn.", about="a\rb\r\nATTENDEE:x"), NOW
    )
    event = event_of(content)
    assert event["SUMMARY"] == "Meeting: North sea"
    assert event["DESCRIPTION"] == "a b ATTENDEE:x\nWith A nn."
    assert b"\x00" not in content


def test_a_whole_day_is_a_day_without_a_time():
    event = event_of(calendar_file(contact(starts_at=date(2026, 11, 20)), NOW))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 11, 20), date(2026, 11, 21))


def test_the_same_contact_has_the_same_uid_and_names_nobody_in_it():
    first, moved = calendar_file(contact(), NOW), calendar_file(contact(starts_at=START + timedelta(days=1)), NOW)
    assert event_of(first)["UID"] == event_of(moved)["UID"] == uid("i1") != uid("i2")
    assert "Kestrel" not in uid("Kestrel")


@pytest.mark.parametrize(
    "name",
    [
        "Acme, Inc; \\n back\\slash",
        "Line\r\nATTENDEE:mailto:somebody@outside.invalid",
        "Två \u202eنور 🌙 " * 30,
        "END:VEVENT\nEND:VCALENDAR",
    ],
)
def test_names_are_text_and_add_no_line_of_their_own(name):
    content = calendar_file(contact(account_name=name, person=name, about=name, notes=name), NOW)
    event = event_of(content)
    assert " ".join(name.split()) in str(event["SUMMARY"])
    assert "ATTENDEE" not in event
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"}
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_what_it_is_about_where_and_the_link_are_in_it():
    link = "https://health.example.com/account?account=a1"
    event = event_of(calendar_file(contact(about="Review", notes="With Ann.", place="at ours", link=link), NOW))
    assert str(event["SUMMARY"]) == "Meeting: Kestrel Energy"
    assert str(event["DESCRIPTION"]) == f"Review\nWith Ann.\n{link}"
    assert (str(event["LOCATION"]), str(event["URL"])) == ("at ours", link)
    assert contact().file_name == "meeting-2026-11-20.ics"


def test_a_plan_is_offered_for_a_working_day():
    assert next_working_day(date(2026, 11, 19)) == date(2026, 11, 20)
    assert next_working_day(date(2026, 11, 20)) == date(2026, 11, 23)
    assert next_working_day(date(2026, 11, 21)) == date(2026, 11, 23)


def test_a_moment_of_the_mirror_is_shown_in_the_zone():
    assert in_zone(int(START.timestamp() * 1_000_000), HELSINKI) == START
    assert in_zone(float("nan"), HELSINKI) is None
