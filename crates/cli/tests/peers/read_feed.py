"""Reads a calendar file by icalendar and by vobject; fails where either does."""

import sys

import icalendar
import vobject

text = open(sys.argv[1], newline="").read()
calendar = icalendar.Calendar.from_ical(text)
assert not calendar.errors, calendar.errors
events = calendar.walk("VEVENT")
for event in events:
    assert not event.errors, event.errors
    for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
        assert name in event, f"{name} is missing"
    assert "ORGANIZER" not in event and "ATTENDEE" not in event
assert len({event["UID"] for event in events}) == len(events), "a UID stands twice"
parsed = vobject.readOne(text)
parsed.validate(raiseException=True)
assert len(parsed.vevent_list) == len(events)
print(len(events), "events")
