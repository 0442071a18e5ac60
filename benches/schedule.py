#!/usr/bin/env python3
"""Measures `backcast schedule` and writes the tables of docs/performance.md.

    cargo build --release && benches/schedule.py DATA [--only j30 j120 portfolio …] [--dry-run]

DATA is a folder with psplib/ (j30.tar.gz, j120.tar.gz, bounds.csv) and
portfolio/ (cases of the form bench-project/1); where ../tools/gen_portfolio.py
lies beside it, larger cases are made too. Each schedule is checked and scored
here again, by code that shares nothing with backcast. Times are CPU seconds of
the whole command, reading included.
"""

import argparse
import csv
import datetime
import importlib.util
import json
import pathlib
import platform
import random
import resource
import statistics
import subprocess
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "target" / "release" / "backcast"
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- benches/schedule.py writes from here -->", "<!-- to here -->"


def run(*arguments):
    """What the command prints, and its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([BINARY, "schedule", *map(str, arguments)], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# PSPLIB


def section(lines, name, headings):
    at = next(number for number, line in enumerate(lines) if line.startswith(name)) + 1 + headings
    rows = []
    while not lines[at].startswith("*"):
        if lines[at].strip():
            rows.append([int(word) for word in lines[at].split()])
        at += 1
    return rows


def check(text, starts):
    """The makespan, after every rule was found to hold."""
    lines = text.replace("\r", "").split("\n")
    successors = [[job - 1 for job in row[3:]] for row in section(lines, "PRECEDENCE RELATIONS", 1)]
    jobs = [(row[2], row[3:]) for row in section(lines, "REQUESTS/DURATIONS", 2)]
    capacities = section(lines, "RESOURCEAVAILABILITIES", 1)[0]
    assert len(starts) == len(jobs), "one start for each job"
    makespan = max(start + duration for start, (duration, _) in zip(starts, jobs))
    for before, after in ((b, a) for b, list_ in enumerate(successors) for a in list_):
        assert starts[after] >= starts[before] + jobs[before][0], f"{before + 1} before {after + 1}"
    for number, capacity in enumerate(capacities):
        use = [0] * (makespan + 1)
        for start, (duration, demands) in zip(starts, jobs):
            for period in range(start, start + duration):
                use[period] += demands[number]
        assert max(use) <= capacity, f"resource {number + 1}"
    return makespan


def measure_psplib(instances, bounds, limits):
    over_known, over_path, cpu = [], [], []
    proved = known = 0
    for path in instances:
        text, seconds = run("--problem", path, "--format", "starts", *limits)
        first, second = text.split("\n")[:2]
        makespan, status, _ = first.split(",")
        assert check(path.read_text("latin-1"), [int(start) for start in second.split()]) == int(makespan)
        bound = bounds[path.stem]
        assert status != "OPTIMAL" or int(makespan) == int(bound["ub"]) or bound["proven"] == "0", f"{path.stem} is not proved"
        over_known.append(int(makespan) / int(bound["ub"]) - 1)
        over_path.append(int(makespan) / int(bound["cpm"]) - 1)
        known += int(makespan) == int(bound["ub"])
        proved += status == "OPTIMAL"
        cpu.append(seconds)
    n = len(instances)
    return (f"{100 * statistics.mean(over_known):.2f} % | {100 * statistics.mean(over_path):.2f} % | {known} of {n} | "
            f"{proved} | {statistics.mean(cpu) * 1000:.0f} ms")


def psplib(data, sets, folder):
    with open(data / "psplib" / "bounds.csv") as file:
        bounds = {row["instance"]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    yield "| Set | Budget | Over best known | Over the path | Best known reached | Proved | CPU each |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for name in sets:
        with tarfile.open(data / "psplib" / f"{name}.tar.gz") as archive:
            archive.extractall(folder, filter="data")
        instances = sorted(pathlib.Path(folder).glob(f"{name}/*.sm"))
        for label, limits in [("1,000 schedules", ["--schedules", 1000]), ("5,000 schedules", ["--schedules", 5000]),
                              ("1 s", ["--seconds", 1])]:
            yield f"| {name.upper()} | {label} | {measure_psplib(instances, bounds, limits)} |"


# Portfolios


class Case:
    """A problem of the form bench-project/1 on the grid of common working hours."""

    def __init__(self, path):
        self.record = record = json.loads(path.read_text())
        self.hours = record["day_hours"]
        day = datetime.date.fromisoformat
        off = {day(text) for text in record["holidays"]}
        n_days = (day(record["end"]) - day(record["start"])).days
        days = [day(record["start"]) + datetime.timedelta(number) for number in range(n_days)]
        self.days = [d for d in days if d.weekday() in record["weekdays"] and d not in off]
        self.away = {}
        for person in record["people"]:
            spans = [(day(a), day(b)) for a, b in person["off"]]
            self.away[person["id"]] = {n for n, d in enumerate(self.days) if any(a <= d <= b for a, b in spans)}

    def finish(self, person, start, effort):
        """The end of uninterrupted work from an hour on."""
        hour, left, away = start, effort, self.away[person]
        while left:
            left -= hour // self.hours not in away
            hour += 1
        return hour

    def late_days(self, schedule):
        """Weighted working days behind the deadlines, after every rule was found to hold."""
        last, busy = {}, {}
        for task in self.record["tasks"]:
            start, end = schedule[task["id"]]
            for before, lag in task["deps"]:
                assert start >= schedule[before][1] + lag, f"{before} before {task['id']}"
            assert start // self.hours not in self.away[task["person"]], f"{task['id']} starts in an absence"
            assert self.finish(task["person"], start, task["effort_h"]) == end, f"{task['id']} is interrupted"
            busy.setdefault(task["person"], []).append((start, end))
            last[task["goal"]] = max(last.get(task["goal"], 0), end)
        for spans in busy.values():
            spans.sort()
            assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:])), "two tasks at a time"
        late = 0
        for goal in self.record["goals"]:
            due = sum(d <= datetime.date.fromisoformat(goal["deadline"]) for d in self.days) * self.hours
            late += goal["weight"] * max(0, last.get(goal["id"], 0) - due) / self.hours
        return late


def portfolio(data, folder):
    yield "| Case | Budget | Weighted late days | CPU |"
    yield "| --- | --- | ---: | ---: |"
    cases = sorted((data / "portfolio").glob("*.json"), key=lambda path: (len(path.name), path.name))
    generator = data.parent / "tools" / "gen_portfolio.py"
    if generator.exists():
        spec = importlib.util.spec_from_file_location("gen_portfolio", generator)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for size in (5000, 100_000):
            path = pathlib.Path(folder) / f"n{size}s1.json"
            path.write_text(json.dumps(module.gen(size, 1), separators=(",", ":")))
            cases.append(path)
    else:
        print(f"cases of 5,000 and 100,000 tasks are left out: there is no {generator}")
    for path in cases:
        large = path.stem == "n100000s1"
        for label, limits in [("first schedule", ["--schedules", 1])] if large else [("1 s", ["--seconds", 1])]:
            text, seconds = run("--problem", path, "--format", "grid", *limits)
            late = Case(path).late_days(json.loads(text))
            yield f"| {path.stem} | {label} | {late:,.1f} | {seconds:.2f} s |"


# One person


def one_person(folder):
    rng = random.Random("one person")
    days = [[day * 1440 + 540, day * 1440 + 1020] for day in range(6000)]
    tasks, work = [], 0
    for number in range(10_000):
        effort = rng.choice([15, 30, 60, 120, 240, 480])
        release = rng.randrange(0, max(1, work * 3))
        work += effort
        after = [{"on": f"t{rng.randrange(max(0, number - 50), number)}"}] if number and rng.random() < 0.5 else []
        tasks.append({"id": f"t{number}", "goal": "g", "effort": effort, "splittable": True, "after": after,
                      "release": release, "deadline": release + rng.randrange(1, 400) * 1440})
    path = pathlib.Path(folder) / "one-person.json"
    path.write_text(json.dumps({
        "schema": "backcast.problem/1", "horizon": 6000 * 1440, "calendars": [{"id": "days", "spans": days}],
        "people": [{"id": "p"}], "goals": [{"id": "g"}], "tasks": tasks}))
    seconds = [run("--problem", path, "--schedules", 1, "--format", "grid")[1] for _ in range(5)]
    yield "| 10,000 splittable tasks of one person | CPU, reading and writing included |"
    yield "| --- | ---: |"
    yield f"| exact, median of 5 | {1000 * statistics.median(seconds):.0f} ms |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--only", nargs="*", default=["j30", "j120", "portfolio", "person"])
    parser.add_argument("--dry-run", action="store_true", help="print the tables, write nothing")
    arguments = parser.parse_args()
    tables = []
    with tempfile.TemporaryDirectory(prefix="backcast-schedule-") as folder:
        sets = [name for name in ("j30", "j120") if name in arguments.only]
        parts = [psplib(arguments.data, sets, folder)] if sets else []
        parts += [portfolio(arguments.data, folder)] if "portfolio" in arguments.only else []
        parts += [one_person(folder)] if "person" in arguments.only else []
        for part in parts:
            lines = []
            for line in part:
                print(line, flush=True)
                lines.append(line)
            print()
            tables.append("\n".join(lines))
    if arguments.dry_run:
        return
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    machine = f"Measured on {datetime.date.today()}, {cpu}, {platform.system()}, one thread."
    text = DOCUMENT.read_text()
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    DOCUMENT.write_text(f"{head}{BEGIN}\n\n{machine}\n\n" + "\n\n".join(tables) + f"\n\n{END}{tail}")


if __name__ == "__main__":
    main()
