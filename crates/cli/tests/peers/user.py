"""A person with another calendar program: `user.py URL ACTION…`.

list                    prints [uid, id, title, start, end, etag, resource] of each event as JSON
move ID HOURS           moves the event with this X-BACKCAST-ID
resize ID HOURS         makes it longer
rename ID TITLE
delete ID
delete-all              deletes every event
except ID DAYS          leaves out the occurrence so many days after the first
remind ID               adds a reminder of another program, and a property
foreign                 adds an event of another program
make NAME               makes a calendar; with `of NAME` first, the rest is done in that one
another                 adds a second one
address NAME            prints the address of a calendar
calendars               prints how many events each calendar has, by its name, as JSON
"""

import datetime
import json
import sys

import caldav
import icalendar

url, *rest = sys.argv[1:]
client = caldav.DAVClient(url, username="ann", password="secret")
calendars = client.principal().calendars()
calendar = next((one for one in calendars if str(one.url).rstrip("/").endswith("backcast")), None)


def events():
    found = []
    for event in calendar.events():
        found.append((event, icalendar.Calendar.from_ical(event.data).walk("VEVENT")[0]))
    return found


def find(wanted):
    for event, component in events():
        if str(component.get("X-BACKCAST-ID", "")) == wanted:
            return event
    raise SystemExit(f"{wanted} is not there")


def save(event, change):
    whole = icalendar.Calendar.from_ical(event.data)
    component = whole.walk("VEVENT")[0]
    change(component)
    # As programs count that tell their users of changes.
    component["SEQUENCE"] = int(component.get("SEQUENCE", 0)) + 9
    event.data = whole.to_ical().decode()
    event.save()


def shift(component, hours, names):
    for name in names:
        if name in component:
            component[name].dt += datetime.timedelta(hours=hours)


def remind(component):
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "mine")
    alarm.add("trigger", datetime.timedelta(hours=-1))
    component.add_component(alarm)
    component.add("x-other-program", "kept")


def leave_out(component, days):
    component.add("exdate", component["DTSTART"].dt + datetime.timedelta(days=days))


while rest:
    action = rest.pop(0)
    if action == "list":
        rows = []
        for event, component in events():
            event.load()
            end = component.get("DTEND")
            rows.append(
                {
                    "uid": str(component["UID"]),
                    "id": str(component.get("X-BACKCAST-ID", "")),
                    "title": str(component["SUMMARY"]),
                    "start": str(component["DTSTART"].dt),
                    "end": str(end.dt) if end else None,
                    "data": event.data,
                    "sequence": int(component.get("SEQUENCE", 0)),
                }
            )
        print(json.dumps(rows))
    elif action == "move":
        target, hours = find(rest.pop(0)), float(rest.pop(0))
        save(target, lambda one: shift(one, hours, ["DTSTART", "DTEND"]))
    elif action == "resize":
        target, hours = find(rest.pop(0)), float(rest.pop(0))
        save(target, lambda one: shift(one, hours, ["DTEND"]))
    elif action == "rename":
        target, title = find(rest.pop(0)), rest.pop(0)
        save(target, lambda one: one.__setitem__("SUMMARY", icalendar.vText(title)))
    elif action == "delete":
        find(rest.pop(0)).delete()
    elif action == "delete-all":
        for event, _ in events():
            event.delete()
    elif action == "except":
        target, days = find(rest.pop(0)), int(rest.pop(0))
        save(target, lambda one: leave_out(one, days))
    elif action == "remind":
        save(find(rest.pop(0)), remind)
    elif action == "another":
        calendar.save_event(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:other\r\nBEGIN:VEVENT\r\nUID:foreign-2\r\n"
            "DTSTAMP:20260501T000000Z\r\nDTSTART:20260514T080000Z\r\nDTEND:20260514T090000Z\r\n"
            "SUMMARY:Lunch\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    elif action == "address":
        name = rest.pop(0)
        print(next(one for one in calendars if one.get_display_name() == name).url)
    elif action == "make":
        calendar = client.principal().make_calendar(name=rest.pop(0))
    elif action == "of":
        name = rest.pop(0)
        calendar = next(one for one in calendars if one.get_display_name() == name)
    elif action == "calendars":
        print(json.dumps({one.get_display_name(): len(one.events()) for one in calendars}))
    elif action == "foreign":
        calendar.save_event(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:other\r\nBEGIN:VEVENT\r\nUID:foreign-1\r\n"
            "DTSTAMP:20260501T000000Z\r\nDTSTART:20260513T080000Z\r\nDTEND:20260513T090000Z\r\n"
            "SUMMARY:Dentist\r\nX-OTHER:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    else:
        raise SystemExit(f"what is {action}?")
