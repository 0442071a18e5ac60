#!/usr/bin/env python3
"""Compares reading calendars with libical (Debian: libical-dev), both in one run.

    cargo build --release -p backcast-calendar --example busy
    python3 benches/calendar.py [--events 10000 70000] [--runs 5]

Makes calendars in which one event of twenty recurs, expands them over a year
and joins the times that are taken. Prints CPU time and peak memory of both.
"""

import argparse
import os
import pathlib
import random
import statistics
import subprocess
import tempfile
from datetime import datetime, timedelta, timezone

ROOT = pathlib.Path(__file__).resolve().parent.parent
ZONE = """BEGIN:VTIMEZONE\r
TZID:Europe/Berlin\r
BEGIN:DAYLIGHT\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
TZNAME:CEST\r
DTSTART:19700329T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
TZNAME:CET\r
DTSTART:19701025T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
END:STANDARD\r
END:VTIMEZONE\r
"""
RULES = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=30",
    "FREQ=WEEKLY;UNTIL=20271001T000000Z",
    "FREQ=YEARLY",
]


def event(number, chance):
    start = datetime(2026, 1, 1) + timedelta(minutes=15 * chance.randrange(35_000 * 2))
    end = start + timedelta(minutes=15 * chance.randrange(1, 9))
    recurs = chance.random() < 0.05
    lines = [
        "BEGIN:VEVENT",
        f"UID:{number:08d}-{chance.getrandbits(64):016x}@example.org",
        "DTSTAMP:20260101T000000Z",
        f"SUMMARY:Meeting {number} about the quarterly figures\\, room {number % 40}",
        f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/Berlin:{end:%Y%m%dT%H%M%S}",
        "DESCRIPTION:Agenda: figures of the quarter\\; open questions\\; next ste",
        " ps. Please bring what was agreed on last time.",
        "LOCATION:Building 7",
        "ORGANIZER;CN=Office:mailto:office@example.org",
        "ATTENDEE;CN=One;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:one@example.org",
        "ATTENDEE;CN=Two;PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT:mailto:two@example.org",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
    ]
    if recurs:
        lines.append("RRULE:" + chance.choice(RULES))
        lines.append(f"EXDATE;TZID=Europe/Berlin:{start + timedelta(days=7):%Y%m%dT%H%M%S}")
    lines += ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Soon", "TRIGGER:-PT15M", "END:VALARM", "END:VEVENT", ""]
    return "\r\n".join(lines)


def write_calendar(path, n_events):
    chance = random.Random(7)
    with open(path, "w", newline="") as file:
        file.write("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//backcast//bench//EN\r\n" + ZONE)
        for number in range(n_events):
            file.write(event(number, chance))
        file.write("END:VCALENDAR\r\n")


def measure(command):
    """CPU seconds, peak MiB and output of a command."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, nargs="+", default=[10_000, 70_000])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    busy = ROOT / "target/release/examples/busy"
    window = [datetime(2027, 1, 1, tzinfo=timezone.utc), datetime(2028, 1, 1, tzinfo=timezone.utc)]
    with tempfile.TemporaryDirectory() as folder:
        peer = pathlib.Path(folder, "libical_busy")
        subprocess.run(["cc", "-O2", ROOT / "benches/libical_busy.c", "-lical", "-o", peer], check=True)
        for n_events in options.events:
            path = pathlib.Path(folder, f"{n_events}.ics")
            write_calendar(path, n_events)
            commands = {
                "backcast": [busy, *(f"{end:%Y-%m-%dT%H:%M:%SZ}" for end in window), path],
                "libical": [peer, *(int(end.timestamp()) for end in window), path],
            }
            runs = {name: [] for name in commands}
            for _ in range(options.runs):
                for name, command in commands.items():
                    runs[name].append(measure(command))
            print(f"{n_events} events, {path.stat().st_size / 1e6:.1f} MB")
            median = {}
            for name, results in runs.items():
                median[name] = [statistics.median(result[part] for result in results) for part in (0, 1)]
                print(f"  {name:9} {median[name][0] * 1000:8.0f} ms  {median[name][1]:8.1f} MiB   {results[0][2]}")
            ratios = [ours / theirs for ours, theirs in zip(median["backcast"], median["libical"])]
            print(f"  ratio     {ratios[0]:8.3f}     {ratios[1]:8.3f}")


if __name__ == "__main__":
    main()
