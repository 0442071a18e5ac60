#!/usr/bin/env python3
"""Records what every command of backcast prints, to compare two builds.

    tests/golden/documents.py BINARY OUTDIR     writes one file per command run
    tests/golden/documents.py --compare A B     says what differs; exit code 1 where anything does
    tests/golden/documents.py --list BINARY     prints the names of all runs and runs nothing

Commands run over the examples and fixtures of the repository and, where
BACKCAST_ACCEPTANCE names a folder with data, over the goals, calendars and
imports there. Each scenario has a home, a store and a working folder of its
own; day, seed, zone, width and user are fixed. Files hold the command line,
the exit code, standard output and standard error. What differs between two
runs of the same program is replaced: folders, the random letters of ids,
processor time. A record is no judgement: what it holds may be wrong, only a
difference that nobody meant is a fault.

Needs Python 3.11, nothing else, and no network.
"""

import argparse
import concurrent.futures
import dataclasses
import datetime
import difflib
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import termios
import threading
import tomllib

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
# Where a goal file says no day of its own.
DAY = datetime.date(2026, 9, 1)
# A busy machine is no fault; a program that hangs is.
LIMIT_SECONDS = 300
# Ids end in four random letters; listed after a scenario, then replaced.
ID = re.compile(r"^(.+)-([0-9a-z]{4})$")
PRINTED_ID = re.compile(r'^(?: *"id": ")?([a-z0-9-]+-[0-9a-z]{4})(?="|  )', re.MULTILINE)
# What a clock or the operating system decides, and lines of the source.
PASSING = [
    (re.compile(r'("(?:cpu_|wall_)?seconds(?:_used)?": )[0-9.]+'), r"\1<seconds>"),
    (re.compile(r"(?<![\d.:-])\d+\.\d+ s\b"), "<seconds> s"),
    (re.compile(r"^(\d+,[A-Z]+),[0-9.]+$", re.MULTILINE), r"\1,<seconds>"),
    (re.compile(r"thread '(\w+)' \(\d+\) panicked at [^\n]+"), r"thread '\1' panicked"),
]


@dataclasses.dataclass
class Step:
    """One command of a scenario, in order.

    `days` after the day of the scenario; `text` on standard input; `reads`
    names files below the working folder whose text is recorded, too; a
    `function` changes the folder and records nothing.
    """

    arguments: list = dataclasses.field(default_factory=list)
    days: int = 0
    text: str = ""
    reads: list = dataclasses.field(default_factory=list)
    function: object = None
    forms: str = "both"
    requests: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Scenario:
    """Steps over one home, once as text and once as JSON."""

    name: str
    steps: list
    day: datetime.date = DAY
    files: list = dataclasses.field(default_factory=list)
    config: str = ""


def answered(command, limit, **options):
    """Runs a command at a terminal of its own, where a person agrees to what it
    asks; its output goes elsewhere."""
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               start_new_session=True, text=True, errors="replace",
                               preexec_fn=lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0), **options)
    os.close(terminal)

    def agree():
        shown = b""
        while True:
            try:
                part = os.read(keyboard, 1024)
            except OSError:  # Nobody uses the terminal any more.
                return
            if not part:
                return
            shown += part
            if b"[y/N] " in shown:
                os.write(keyboard, b"y\n")
                shown = b""

    person = threading.Thread(target=agree)
    person.start()
    out, err = process.communicate(timeout=limit)
    person.join()
    os.close(keyboard)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


# What asks a person.
DECIDE = {"approve", "drop", "--apply", "--approve"}


def run(*arguments, **more):
    return Step(arguments=[str(argument) for argument in arguments], **more)


def change(function):
    return Step(function=function)


def tool(number, name, **arguments):
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


def commit_all(folder):
    """Makes a repository of a folder; its one commit has the same hash each time."""
    who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in
           [("NAME", "Ann"), ("EMAIL", "ann@example.org"), ("DATE", "2026-01-02T03:04:05+0000")]}
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, **who}
    for arguments in (["init", "--quiet", "--initial-branch=main"], ["add", "--all"],
                      ["commit", "--quiet", "--message=As it was"]):
        subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True)


def critique(part):
    """The answer of a reviewer, with as many findings as the syntheses take up."""
    # An answer has to share words with the brief of the repository that it is about.
    doubts = [("high", "Existing entries of the tallybook migrate in one transaction and every write waits."),
              ("medium", "Project names and invoice numbers are unique over the whole database, not for each tenant."),
              ("medium", "A query in tallybook/db that forgets the tenant shows data of another company."),
              ("low", "Reports and billing numbers for each tenant are not in docs/operations.md.")]
    if part == "user-value":
        doubts.pop()
    letter = "V" if part == "user-value" else part[0].upper()
    findings = [{"id": f"{letter}{number}", "severity": severity, "finding": doubt,
                 "suggestion": "Test the migration of existing entries with two tenants first."}
                for number, (severity, doubt) in enumerate(doubts, 1)]
    return json.dumps({"findings": findings}, indent=1)


def first_day(path):
    """The day that a goal file was written on, else the fixed one."""
    try:
        written = tomllib.loads(path.read_text()).get("today")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return DAY
    return written if isinstance(written, datetime.date) else DAY


class Suite:
    """All scenarios over the fixtures that are there."""

    def __init__(self, acceptance):
        self.acceptance = acceptance
        self.scenarios = []
        data = acceptance / "data" if acceptance else None
        self.data = data if data and data.is_dir() else None

    def glob(self, root, pattern):
        return sorted(root.glob(pattern)) if root else []

    def below(self, *parts):
        return self.data.joinpath(*parts) if self.data else None

    def goals(self):
        """Every goal file, with a name that says where it is from."""
        for path in self.glob(REPOSITORY / "examples", "*.toml"):
            if not path.name.endswith(".progress.toml"):
                yield f"example-{path.stem}", path
        for path in self.glob(REPOSITORY / "tests/scenarios", "*/*.goal.toml"):
            yield f"scenario-{path.parent.name}-{path.name.split('.')[0]}", path
        for folder, pattern in [("goals", "*.goal.toml"), ("faults/goals", "*.toml"), ("faults/hostile", "*.toml")]:
            for path in self.glob(self.below(folder), pattern):
                if not path.name.endswith((".progress.toml", "trip-calendars.toml")):
                    yield f"{folder.replace('/', '-')}-{path.name.split('.')[0]}", path

    def add(self, name, steps, **more):
        self.scenarios.append(Scenario(name, steps, **more))

    def everything(self):
        self.files()
        self.plans()
        self.calendars()
        self.library()
        self.problems()
        self.history()
        self.errors()
        self.help()
        for name, path in self.goals():
            self.short_life(name, path)
        self.long_life()
        self.several_goals()
        self.edges()
        self.reviews()
        return self.scenarios

    def files(self):
        """Commands that need a goal file and nothing else."""
        for name, path in self.goals():
            file = path.name
            self.add(f"file/{name}", [
                run("anchor", file),
                run("plan", file),
                run("plan", file, "--assume", "--force", "--criteria"),
                run("plan", file, "--assume", "--force", "--why", "M2"),
                run("plan", file, "--assume", "--force", "--allow-many", "--markdown", forms="text"),
                run("plan", file, "--assume", "--force", "--svg=both", "--theme", "light", forms="text"),
                run("audit", file),
                run("schedule", file),
                run("schedule", file, "--why", "M2"),
                run("schedule", file, "--what-if", "hours=12", "--what-if", "without=M2"),
                run("plan", file, "--assume", "--force", "-o", "plan.json", reads=["plan.json"], forms="text"),
                run("audit", "plan.json", "--goal", file),
                run("calibrate", "--goal", file, "--plan", "plan.json", "--seed", "7"),
            ], files=[path], day=first_day(path))

    def plans(self):
        """Plans of any origin, and progress in a file."""
        for path in self.glob(REPOSITORY / "tests/scenarios", "*/*.json"):
            beside = path.with_name(path.stem + ".goal.toml")
            given = ["--goal", beside.name] if beside.exists() else []
            self.add(f"audit/{path.parent.name}-{path.stem}", [
                run("audit", path.name, *given),
                run("audit", path.name, *given, "--allow-many", "--review"),
            ], files=[path] + ([beside] if given else []))
        for path in self.glob(self.below("samples"), "*.json"):
            self.add(f"audit/sample-{path.stem}", [run("audit", path.name), run("audit", path.name, "--review")],
                     files=[path])
        looks = [(path.name, [path / name for name in ("goal.toml", "plan.json", "progress.toml")])
                 for path in self.glob(self.below("calibration"), "*")]
        for name, paths in looks:
            given = ["--goal", "goal.toml", "--plan", "plan.json", "--progress", "progress.toml"]
            self.add(f"calibrate/{name}", [
                run("calibrate", *given),
                run("calibrate", *given, "--with", "hours=12", "--seed", "3"),
                run("calibrate", *given, "--circumstance", "two weeks of holiday from tomorrow on"),
                run("calibrate", *given, "--chart", "burn-up", forms="text"),
                run("calibrate", *given, "--svg", "tornado", forms="text"),
                run("playbook", "from-plan", "plan.json", "--id", "my-own", "--progress", "progress.toml"),
                run("playbook", "show", "my-own"),
            ], files=paths)
        example = REPOSITORY / "examples"
        self.add("calibrate/example-half-marathon", [
            run("plan", "half-marathon.toml", "-o", "plan.json", forms="text"),
            run("calibrate", "--goal", "half-marathon.toml", "--plan", "plan.json", "--progress",
                "half-marathon.progress.toml"),
            run("diff", "plan.json", "plan.json"),
        ], files=[example / "half-marathon.toml", example / "half-marathon.progress.toml"])

    def calendars(self):
        """Calendar files: occurrences, busy times, free hours, the feed."""
        cases = self.glob(REPOSITORY / "crates/calendar/tests/cases", "*.ics")
        cases += self.glob(self.below("faults/calendars"), "*.ics")
        for path in cases:
            window = ["--window", "2026-01-01/2026-12-31", "--tz", "Europe/Berlin"]
            said = path.with_suffix(".txt")
            if said.exists():
                words = said.read_text().split()
                window = ["--window", f"{words[1]}/{words[2]}", "--tz", words[4]]
            self.add(f"expand/{path.stem}", [run("calendar", "expand", path.name, *window)], files=[path])
        busy = [path for path in cases if path.stem in
                ("windows-zone-no-vtimezone", "override-cancelled", "exdate-utc-on-tzid", "allday-multiday-window-edge")]
        goal = REPOSITORY / "examples/half-marathon.toml"
        day = datetime.date(2026, 5, 11)
        self.add("calendar", [
            run("calendar", "list"),
            run("calendar", "list", "--template", forms="text"),
            *[run("calendar", "add", path.name) for path in busy],
            run("calendar", "add", "none.ics"),
            run("calendar", "list"),
            run("calendar", "free"),
            run("calendar", "free", "--from", "2026-06-01", "--to", "2026-06-30", "--why"),
            run("calendar", "free", "--vavailability", forms="text"),
            run("plan", goal.name),
            run("add", goal.name),
            run("plan", "half"),
            run("approve", "half"),
            run("next"), run("today"), run("week"), run("conflicts"), run("status", "half"),
            run("calendar", "publish", forms="text"),
            run("calendar", "publish", "--todo", "-o", "feed.ics", reads=["feed.ics"]),
            run("calendar", "status"),
            run("calendar", "fetch"),
            run("calendar", "remove", busy[0].stem),
            run("calendar", "list"),
        ], files=[goal, *busy], day=day,
            config='working_hours = ["Mon-Fri 07:00-09:00", "Sat 08:00-12:00"]\ntime_zone = "Europe/Berlin"\n')

    def library(self):
        listed = sorted((REPOSITORY / "playbooks").glob("*.toml"))[::12]
        self.add("playbook", [
            run("playbook", "list"),
            *[run("playbook", "show", path.stem) for path in listed],
            run("playbook", "show", listed[0].stem, "--raw", forms="text"),
            run("playbook", "texts", listed[0].stem, forms="text"),
            run("playbook", "show", "no-such-playbook"),
            run("playbook", "new", "my-own", reads=["home/.config/backcast/playbooks/my-own.toml"]),
            run("playbook", "lint", REPOSITORY / "playbooks"),
            run("playbook", "list"),
        ])

    def problems(self):
        """Scheduling problems, with a budget in schedules so that runs repeat."""
        for path in self.glob(self.below("psplib/samples"), "*.sm") + self.glob(self.below("portfolio"), "n10s*.json"):
            given = ["schedule", "--problem", path.name, "--schedules", "300", "--conflicts", "0", "--seed", "1"]
            portfolio = [run(*given, "--backward"), run(*given, "--format", "grid", forms="text")]
            network = [run(*given, "--format", "starts", forms="text")]
            self.add(f"problem/{path.stem}", [run(*given), *(network if path.suffix == ".sm" else portfolio)],
                     files=[path])

    def history(self):
        """Finished work of elsewhere, and what is forecast from it."""
        paths = self.glob(self.below("faults/imports"), "*")
        steps = []
        for path in paths:
            steps += [run("forecast", "import", path.name), run("forecast", "effort", "3h")]
        self.add("forecast", [
            run("forecast", "effort", "2h..3h..6h"),
            run("forecast", "effort", "many"),
            run("forecast", "track-record"),
            *steps,
            run("forecast", "effort", "2h..3h..6h", "--category", "writing"),
            run("forecast", "track-record"),
            run("forecast", "track-record", "--svg", forms="text"),
            run("forecast", "forget", paths[0].name if paths else "none"),
            run("forecast", "forget", "none"),
        ], files=paths)

    def errors(self):
        """One of each kind: usage, input, conflict, outside, and `no`."""
        example = REPOSITORY / "examples"
        self.add("errors", [
            run("plan"), run("no-such-command"), run("plan", "none.toml"), run("plan", "broken.toml"),
            run("plan", "unknown.toml"), run("anchor", "broken.toml"), run("audit", "none.json"),
            run("add", "unknown.toml"), run("show"), run("show", "nothing"), run("approve"), run("log", "M1", "2h"),
            run("next"), run("undo"), run("history"), run("diff", "a", "b"), run("drift"), run("import", "none.json"),
            run("plan", "half-marathon.toml", "--why", "M99"), run("plan", "half-marathon.toml", "--decide", "M4"),
            run("calibrate"), run("calibrate", "--goal", "half-marathon.toml"), run("model", "check"),
            run("review", "start", "half-marathon.toml", "--by", "model"), run("review", "status", "none"),
            run("calendar", "sync"), run("calendar", "add", "https://127.0.0.1:1/a.ics"),
            run("--database", "postgres://127.0.0.1:1/none", "goals"),
            run("--database", "half-marathon.toml", "goals"),
            run("schedule", "--problem", "broken.toml"), run("config"),
            run("forecast", "eval", "--data", "none.csv"),
            run("add", "half-marathon.toml"), run("plan", "half"), run("approve", "half"),
            run("approve", "half"), run("--if-version", "1", "log", "M1", "2h"), run("log", "M1", "much"),
            run("log", "M99", "2h"), run("tick", "M1", "99"), run("percent", "M1", "120"), run("done", "M2"),
            run("reopen", "M1", "--why", "open already"), run("skip", "M1"), run("diff", "half@1", "half@9"),
            run("--non-interactive", "done", "M1"),
            run("config", "--origin"),
        ], files=[example / "half-marathon.toml", ("broken.toml", 'title = "A\n'),
                  ("unknown.toml", 'titel = "A"\ndestination = 3\ndeadline = "soon"\nhours_per_week = -2\n')])
        self.add("bad-config", [run("goals"), run("config", "--origin"), run("plan", "half-marathon.toml")],
                 files=[example / "half-marathon.toml"], config='week_start = "noday"\nhours = 3\n')

    def help(self):
        words = """init anchor plan audit add goals show edit approve reject diff drift drop next today week conflicts
        schedule status start log percent tick untick done reopen block unblock miss skip release note undo history
        calendar review model agent mcp calibrate forecast playbook config doctor export import completions man""".split()
        below = {"calendar": "add list remove fetch free publish sync status expand", "model": "check",
                 "review": "start run packet submit status show list stop prompts week", "agent": "install",
                 "playbook": "list show lint from-plan texts new",
                 "forecast": "effort import forget track-record eval prior"}
        steps = [run("--help"), run("-h"), run("--version")] + [run(word, "--help") for word in words]
        steps += [run(word, under, "--help") for word, all_under in below.items() for under in all_under.split()]
        for step in steps:
            step.forms = "text"
        self.add("help", steps)
        self.add("folders", [
            run("init"), run("init"), run("init", "--project"),
            run("config", "--init", reads=["home/.config/backcast/config.toml"]),
            run("agent", "install", "claude", "--print"), run("agent", "install", "codex", "--check"),
            run("agent", "install", "all"), run("agent", "install", "all", "--check"),
            run("agent", "install", "all", "--remove"),
            run("review", "prompts"), run("man", "pages", reads=["pages/backcast.1"]),
            run("completions", "fish", forms="text"),
        ])

    def short_life(self, name, path):
        """From a file to an approved plan and every list, for each goal."""
        self.add(f"life/{name}", [
            run("add", path.name), run("goals"), run("plan", "{file}", "--assume", "--force", "--allow-many"),
            run("show", "{file}"), run("approve", "{file}", "--allow-many"),
            run("next"), run("today"), run("week"), run("status"), run("status", "{goal}"), run("conflicts"),
            run("start", "M1", "-g", "{goal}"), run("log", "M1", "2h30", "-g", "{goal}", days=2),
            run("today", days=3), run("schedule", "{file}", days=3),
            run("done", "M1", "-g", "{goal}", "--force", days=8), run("next", days=8), run("week", days=8),
            run("calibrate", "{file}", days=15), run("calibrate", "--due", days=40), run("conflicts", days=15),
            run("calibrate", "{file}", "--apply", days=15), run("drift", days=15), run("history", "{file}", days=15),
            run("doctor"),
        ], files=[path], day=first_day(path))

    def long_life(self):
        """Every command over a store, once each and in a sensible order."""
        for stem in ("half-marathon", "cookbook", "search-service", "two-goals"):
            path = REPOSITORY / f"examples/{stem}.toml"
            self.add(f"whole-life/{stem}", [
                run("config", "--origin"),
                run("--dry-run", "add", path.name), run("add", path.name), run("add", path.name), run("goals"),
                run("plan", "{file}", "--criteria"), run("show", "{file}", "--criteria"), run("show", "{file}", "--why", "M2"),
                run("show", "{file}", "--markdown", forms="text"), run("show", "{file}", "--svg", forms="text"),
                run("edit", "{file}", "--print", forms="text"),
                run("reject", "{file}", "--why", "Not yet"), run("plan", "{file}"),
                run("approve", "{file}", "--artifacts", "beside", "--allow-many",
                    reads=["beside/state.md"]),
                run("export", "{file}", "--artifacts", "beside"),
                run("start", "M1", "-g", "{goal}"), run("log", "M1", "2h", "-g", "{goal}"),
                run("log", "M1", "90m", "-g", "{goal}", "--on", "yesterday", "--note", "late", days=2),
                run("tick", "M1", "-g", "{goal}", days=2), run("tick", "M1", "1", "-g", "{goal}", days=2),
                run("untick", "M1", "1", "-g", "{goal}", days=2), run("tick", "M1", "--all", "-g", "{goal}", days=3),
                run("percent", "M1", "60", "-g", "{goal}", days=3),
                run("note", "M1", "slower", "than", "thought", "-g", "{goal}", days=3),
                run("block", "M1", "--why", "waiting for keys", "-g", "{goal}", days=3), run("next", days=3),
                run("unblock", "M1", "-g", "{goal}", days=4), run("done", "M1", "--log", "1h", "-g", "{goal}", days=5),
                run("reopen", "M1", "--why", "too soon", "-g", "{goal}", days=5), run("undo", days=5),
                run("skip", "M2", "--why", "known already", "-g", "{goal}", days=6),
                run("release", "M2", "--why", "not needed", "-g", "{goal}", days=6),
                run("miss", "M3", "-g", "{goal}", "--why", "ill", days=20),
                run("next", "-n", "2", days=20), run("today", days=20), run("week", "last", "week", days=20),
                run("week", days=20), run("status", days=20), run("status", "{goal}", days=20), run("conflicts", days=20),
                run("review", "week", days=20, text=""),
                run("schedule", "{file}", days=20), run("schedule", "{file}", "--why", "M4", days=20),
                run("schedule", "{file}", "--what-if", "hours=20", days=20),
                run("calibrate", "{file}", days=20), run("calibrate", "{file}", "--with", "hours=20", days=20),
                run("calibrate", "{file}", "--chart", "fan", days=20, forms="text"),
                run("calibrate", "{file}", "--svg", "burn-up", days=20, forms="text"),
                run("calibrate", "{file}", "--apply", days=20), run("drift", days=20),
                run("diff", "{file}", days=20), run("diff", "{file}@1", "{file}@2", days=20),
                run("plan", "{file}", days=21), run("show", "{file}@2", days=21), run("diff", "{file}", days=21),
                run("history", "{file}", days=21), run("history", "{file}", "-n", "3", days=21),
                run("undo", "{file}", days=21),
                run("calendar", "publish", "-o", "feed.ics", days=21, reads=["feed.ics"]),
                run("forecast", "track-record", days=21),
                run("export", "--all", "-o", "all.json", days=21, reads=["all.json"]),
                run("doctor", days=21), run("doctor", "--rebuild", days=21),
                run("--database", "second.db", "import", "all.json", days=21),
                run("--database", "second.db", "import", "all.json", days=21),
                run("--database", "second.db", "status", days=21), run("--database", "second.db", "doctor", days=21),
                run("--database", "third.db", "import", "beside", "--approve", days=21),
                run("--database", "third.db", "status", days=21),
                run("drop", "{goal}", "--why", "other things matter", days=22), run("goals", "--all", days=22),
                run("undo", days=22), run("goals", days=22),
            ], files=[path], day=first_day(path))

    def several_goals(self):
        """Goals that want the same weeks."""
        examples = [REPOSITORY / f"examples/{stem}.toml" for stem in ("half-marathon", "cookbook", "search-service")]
        steps = []
        for path in examples:
            steps += [run("add", path.name), run("plan", path.stem.split("-")[0]), run("approve", path.stem.split("-")[0])]
        lists = lambda days: [run("next", days=days), run("today", days=days), run("week", days=days),
                              run("conflicts", days=days), run("status", days=days), run("goals", days=days),
                              run("calibrate", "--due", days=days)]
        self.add("several/examples", steps + lists(0) + lists(30), files=examples, day=datetime.date(2026, 5, 11),
                 config="hours_per_week = 10\n")
        for name, stems, day in [("hours", ("hours-two", "hours-three"), datetime.date(2027, 1, 4)),
                                 ("overbooked", ("a", "b"), datetime.date(2026, 3, 2))]:
            paths = [self.below("faults/goals", f"{stem}.toml") for stem in stems]
            if not self.data:
                continue
            steps = []
            for path in paths:
                # Ids come in order of titles; a plan for each file of its own.
                steps += [run("add", path.name), run("plan", "{file}"), run("approve", "{file}")]
            self.add(f"several/{name}", steps + lists(0) + lists(14), files=paths, day=day,
                     config="hours_per_week = 20\n")
        if self.data:
            paths = [self.below("faults/goals", f"{stem}.toml") for stem in ("hours-two", "trip-calendars")]
            place = lambda folder: shutil.copy(folder / "trip-calendars.toml", folder / "home/.config/backcast/calendars.toml")
            self.add("several/trip", [
                change(place), run("add", "hours-two.toml"), run("plan", "{file}"), run("approve", "{file}"),
                run("calendar", "list"), run("calendar", "free", "--to", "2027-01-31"),
            ] + lists(0) + lists(14), files=paths, day=datetime.date(2027, 1, 4), config="hours_per_week = 20\n")

    def edges(self):
        """The same store, asked by a coding agent."""
        path = REPOSITORY / "examples/half-marathon.toml"
        names = ["milestone_next", "goal_list", "goal_conflicts"]
        of_goal = ["goal_status", "plan_calibrate", "plan_show"]
        requests = [tool(number, name) for number, name in enumerate(names, 10)]
        requests += [tool(number, name, goal="{file}") for number, name in enumerate(of_goal, 20)]
        requests += [tool(30, "plan_explain", goal="{file}", milestone="M2"),
                     tool(31, "goal_anchor", text=path.read_text()), tool(32, "milestone_log", milestone="M1", hours=2),
                     tool(33, "milestone_done", milestone="M9"), tool(34, "goal_status", goal="nothing"),
                     {"jsonrpc": "2.0", "id": 40, "method": "tools/list"},
                     {"jsonrpc": "2.0", "id": 41, "method": "resources/list"},
                     {"jsonrpc": "2.0", "id": 42, "method": "prompts/list"}]
        self.add("mcp", [run("add", path.name), run("plan", "{file}"), run("approve", "{file}"),
                         run("mcp", requests=requests, forms="text"), run("status", "{goal}")],
                 files=[path], day=datetime.date(2026, 5, 11))

    def reviews(self):
        """Reviews by rules, and by whoever calls."""
        for stem in ("half-marathon", "cookbook", "search-service"):
            path = REPOSITORY / f"examples/{stem}.toml"
            self.add(f"review/{stem}", [
                run("review", "start", path.name, "--by", "playbook"), run("review", "list"), run("review", "status"),
                run("review", "show"), run("review", "show", "--brief"), run("review", "show", "--log"),
                run("review", "show", "--part", "risk"), run("review", "show", "--part", "synthesis", "--packet"),
                run("show", "{file}"), run("approve", "{file}"), run("status"), run("review", "run"),
            ], files=[path], day=datetime.date(2026, 5, 11))
        path = REPOSITORY / "examples/half-marathon.toml"
        self.add("review/host", [
            run("review", "start", path.name, "--by", "host"), run("review", "status"), run("review", "packet", "{run}", "risk"),
            *[run("review", "submit", "{run}", "feasibility", "--failed", "no time") for _ in range(3)],
            run("review", "submit", "{run}", "synthesis", "--failed", "too soon"),
            run("review", "status"), run("review", "stop", "{run}", "--why", "enough"), run("review", "list"),
        ], files=[path], day=datetime.date(2026, 5, 11))
        # A part that is taken is asked for no more: each answer needs a review of its own.
        replies = self.below("faults/replies")
        for reply in self.glob(replies, "*.md"):
            self.add(f"review/risk-{reply.stem}", [
                run("review", "start", path.name, "--by", "host"),
                run("review", "submit", "{run}", "risk", "--file", reply.name), run("review", "status"),
                run("review", "show", "--part", "risk"),
            ], files=[path, reply], day=datetime.date(2026, 5, 11))
        packed = self.below("faults/flows/repo.tgz")
        if not packed or not packed.exists():
            return
        brief = self.below("faults/flows/repo-brief.md")
        parts = ("feasibility", "architecture", "risk", "dependency", "user-value")
        answers = [(f"{part}.json", critique(part)) for part in parts]

        def unpack(folder):
            with tarfile.open(packed) as archive:
                archive.extractall(folder, filter="data")
            commit_all(folder / "repo")

        begin = [change(unpack), run("review", "start", brief.name, "--repo", "repo", "--by", "host")]
        begin += [run("review", "submit", "{run}", part, "--file", f"{part}.json") for part in parts]
        for reply in self.glob(replies, "s*.json") + self.glob(replies, "synthesis-*.txt"):
            self.add(f"review/synthesis-{reply.stem.removeprefix('synthesis-')}", [
                *begin, run("review", "packet", "{run}", "synthesis"),
                run("review", "submit", "{run}", "synthesis", "--file", reply.name),
                run("review", "status"), run("review", "show"), run("review", "show", "--log"), run("show"),
            ], files=[brief, reply, *answers], day=datetime.date(2026, 11, 29))


class Recorder:
    """Runs scenarios of one binary and writes what they print."""

    def __init__(self, binary, out, acceptance):
        self.binary = binary
        self.out = out
        self.acceptance = acceptance

    def environment(self, folder):
        home = folder / "home"
        return {
            "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_CACHE_HOME": str(home / ".cache"), "XDG_STATE_HOME": str(home / ".local/state"),
            "PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC", "LANG": "C.UTF-8", "USER": "ann", "LOGNAME": "ann",
            "NO_COLOR": "1", "COLUMNS": "80", "BACKCAST_MCP_TOOLS": "all",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def record(self, scenario):
        """Runs a scenario in both forms; returns how many files it wrote."""
        return sum(self.record_form(scenario, form) for form in ("text", "json"))

    def record_form(self, scenario, form):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="golden-"))
        try:
            self.prepare(scenario, folder)
            printed, ids = [], {}
            for number, step in enumerate(scenario.steps, 1):
                if step.function:
                    step.function(folder)
                    continue
                # Steps that one form skips still change the store for the next.
                text = self.execute(scenario, step, form, folder, ids)
                if step.forms in ("both", form):
                    printed.append((number, step, text))
                self.learn(step, text, folder, ids)
            for number, step, text in printed:
                self.write(scenario, form, number, step, self.normalize(scenario, text, folder, ids))
            return len(printed)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def prepare(self, scenario, folder):
        config = folder / "home/.config/backcast"
        config.mkdir(parents=True)
        if scenario.config:
            (config / "config.toml").write_text(scenario.config)
        for file in scenario.files:
            if isinstance(file, tuple):
                (folder / file[0]).write_text(file[1])
            else:
                shutil.copy(file, folder / file.name)

    def arguments(self, scenario, step, form, ids):
        day = scenario.day + datetime.timedelta(days=step.days)
        arguments = [ids.get(argument, argument) for argument in
                     (self.fill(argument, ids) for argument in step.arguments)]
        as_json = ["--json"] if form == "json" and step.forms in ("both", "json") else []
        return ["--now", day.isoformat(), *as_json, *arguments]

    def fill(self, text, ids):
        for name in ("file", "goal", "run"):
            text = text.replace("{" + name + "}", ids.get("{" + name + "}", "none"))
        return text

    def execute(self, scenario, step, form, folder, ids):
        arguments = self.arguments(scenario, step, form, ids)
        if step.requests:
            code, out, err = self.converse(arguments, step.requests, folder, ids)
        else:
            done = self.call(arguments, folder, step.text)
            code, out, err = done.returncode, done.stdout, done.stderr
        parts = [f"$ backcast {' '.join(arguments)}\nexit {code}\n", f"--- stdout\n{out}", f"--- stderr\n{err}"]
        for name in step.reads:
            path = folder / name
            parts.append(f"--- {name}\n" + (path.read_text(errors="replace") if path.is_file() else "(none)\n"))
        return "".join(part if part.endswith("\n") else part + "\n" for part in parts)

    def call(self, arguments, folder, text=""):
        if DECIDE & set(arguments) and not text:
            return answered([self.binary, *arguments], LIMIT_SECONDS, cwd=folder, env=self.environment(folder))
        return subprocess.run([self.binary, *arguments], cwd=folder, env=self.environment(folder), input=text,
                              text=True, errors="replace", capture_output=True, timeout=LIMIT_SECONDS)

    def converse(self, arguments, requests, folder, ids):
        """One request after the other, as answers may overtake each other."""
        process = subprocess.Popen([self.binary, *arguments], cwd=folder, env=self.environment(folder), text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "golden", "version": "1"}}
        first = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
        answers = []
        for request in [first, {"jsonrpc": "2.0", "method": "notifications/initialized"}, *requests]:
            process.stdin.write(self.fill(json.dumps(request), ids) + "\n")
            process.stdin.flush()
            while "id" in request:
                line = process.stdout.readline()
                if not line:
                    break
                answer = json.loads(line)
                answers.append(self.readable(answer))
                if answer.get("id") == request["id"]:
                    break
        out, err = process.communicate(timeout=LIMIT_SECONDS)
        return process.returncode, "\n".join(answers) + "\n" + out, err

    def readable(self, answer):
        return json.dumps(answer, indent=1, ensure_ascii=False)

    def learn(self, step, text, folder, ids):
        """Looks up the ids that a step may have made."""
        if not {"add", "review", "import"} & set(step.arguments) or "calendar" in step.arguments:
            return
        known = set(ids)
        where = ["--database", step.arguments[1]] if step.arguments[0] == "--database" else []
        listed = self.listed(where + ["goals", "--all"], "goals", folder)
        runs = self.listed(where + ["review", "list"], "reviews", folder)
        for entry in listed:
            for one in (entry["file_id"], entry["id"]):
                ids.setdefault(one, one)
        # A dry run keeps nothing and prints ids all the same.
        for one in PRINTED_ID.findall(text):
            ids.setdefault(one, one)
        fresh = sorted((entry["id"], entry["file_id"]) for entry in listed if entry["id"] not in known)
        if fresh and not where:
            ids["{goal}"], ids["{file}"] = fresh[0]
        if runs:
            ids["{run}"] = runs[0]["run"]
            ids.setdefault(runs[0]["goal"], runs[0]["goal"])

    def listed(self, arguments, key, folder):
        if "--database" not in arguments and not (folder / "home/.local/share/backcast").is_dir():
            return []
        return json.loads(self.call(["--json", *arguments], folder).stdout or "{}").get(key, [])

    def normalize(self, scenario, text, folder, ids):
        for place, name in [(folder, "<folder>"), (self.acceptance, "<acceptance>"), (REPOSITORY, "<repository>"),
                            (self.binary, "<backcast>")]:
            if place:
                text = text.replace(str(place), name)
        suffixes = []
        for one in ids:
            match = ID.match(one)
            if match and match[2] not in suffixes:
                suffixes.append(match[2])
        for number, suffix in enumerate(suffixes, 1):
            # Lines break at hyphens, too.
            text = re.sub(rf"-(\n *)?{suffix}(?![0-9a-z])", rf"-\g<1>id{number:02}", text)
        for pattern, replacement in PASSING:
            text = pattern.sub(replacement, text)
        if scenario.name.startswith("review/"):
            # A reviewed plan names its goal, so that its hash has the random letters in it.
            text = re.sub(r'("hash": ")[0-9a-f]{64}', r"\g<1><hash>", text)
        return text

    def write(self, scenario, form, number, step, text):
        words = "-".join(word for word in step.arguments[:3] if not word.startswith("{"))
        # The same name in every checkout.
        words = words.replace(f"{REPOSITORY}/", "")
        words = re.sub(r"[^A-Za-z0-9.=-]+", "_", words)[:50].strip("-_") or "backcast"
        path = self.out / scenario.name / form / f"{number:02}-{words}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def compare(left, right, lines, context):
    """Prints what differs between two records; returns whether anything does."""
    names = sorted({str(path.relative_to(root)) for root in (left, right) for path in root.rglob("*.txt")})
    differ = 0
    for name in names:
        a, b = left / name, right / name
        if not a.exists() or not b.exists():
            print(f"only in {left if a.exists() else right}: {name}")
            differ += 1
            continue
        old, new = a.read_text(), b.read_text()
        if old == new:
            continue
        differ += 1
        print(f"differs: {name}")
        diff = difflib.unified_diff(old.splitlines(), new.splitlines(), "before", "after", lineterm="", n=context)
        for shown, line in enumerate(diff):
            if shown == lines:
                print("  …")
                break
            print(f"  {line}")
    print(f"{len(names)} runs, {differ} differ")
    return differ > 0


def digest(out):
    """One hash over all files of a record, to compare two at a glance."""
    total = hashlib.sha256()
    for path in sorted(out.rglob("*.txt")):
        total.update(str(path.relative_to(out)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", type=pathlib.Path, help="the program to record")
    parser.add_argument("out", nargs="?", type=pathlib.Path, help="folder for the record; what is in it goes")
    parser.add_argument("--compare", nargs=2, type=pathlib.Path, metavar=("A", "B"), help="say how two records differ")
    parser.add_argument("--lines", type=int, default=20, help="lines of each difference to print (default 20)")
    parser.add_argument("--context", type=int, default=1, help="lines around each difference (default 1)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only scenarios whose name begins so")
    parser.add_argument("--list", action="store_true", help="print the names of the scenarios and run nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="scenarios at a time (default: processors)")
    given = parser.parse_args()
    # So that `| head` ends quietly.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if given.compare:
        return 1 if compare(*given.compare, given.lines, given.context) else 0
    named = os.environ.get("BACKCAST_ACCEPTANCE")
    acceptance = pathlib.Path(named).resolve() if named else None
    scenarios = [each for each in Suite(acceptance).everything() if each.name.startswith(given.only)]
    if given.list:
        print("\n".join(each.name for each in scenarios))
        return 0
    if not given.binary or not given.out:
        parser.error("BINARY and OUTDIR are needed")
    # A run that breaks off leaves no half record in the place of a whole one.
    given.out.parent.mkdir(parents=True, exist_ok=True)
    part = pathlib.Path(tempfile.mkdtemp(prefix=f".{given.out.name}-", dir=given.out.parent))
    part.chmod(0o755)
    recorder = Recorder(given.binary.resolve(), part, acceptance)
    try:
        with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
            written = sum(pool.map(recorder.record, scenarios))
        shutil.rmtree(given.out, ignore_errors=True)
        part.rename(given.out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    print(f"{written} runs of {len(scenarios)} scenarios in {given.out}, digest {digest(given.out)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
