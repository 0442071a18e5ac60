#!/usr/bin/env python3
"""Times the everyday commands over many goals, beside Taskwarrior.

    benches/everyday.py [--goals 1000] [--runs 25] [--database URL] [--keep FOLDER]

Makes a store with so many goals of 20 milestones each, imports it into the
release build (`cargo build --release` first), and prints medians of whole
commands in milliseconds. Where `task` (Debian package taskwarrior) is
installed, the same number of tasks is given to it in the same run.
"""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time
from datetime import date, timedelta

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "target" / "release" / "backcast"
N_MILESTONES = 20
TODAY = date(2026, 5, 12)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def pretty(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def milestone(number, start):
    begin, due = start + timedelta(days=7 * number), start + timedelta(days=7 * number + 6)
    after = [f"M{number}"] if number % 4 else []
    return {
        "id": f"M{number + 1}",
        "name": f"Part {number + 1} of the work is finished",
        "goal": "One sentence that says what is true once it is reached.",
        "success_criteria": [f"{number + 3} of {number + 3} checks are ticked", "1 person outside has read it"],
        "depends_on": after,
        "start": str(begin),
        "due": str(due),
        "effort_hours": 6.0,
        "effort": {"low": 4.0, "likely": 6.0, "high": 10.0},
        "risk": "medium",
        "parallel": not after,
        "due_earliest": str(due),
        "due_latest": str(due + timedelta(days=number % 9)),
        "slack_days": number % 9,
        "critical": number % 9 == 0,
        "placed": f"after {after[0]}" if after else "first_day",
        "weight": 2,
        "claim": {"source": "book", "why": "the goal says so", "basis": "judgement"},
    }


def plan(title, start):
    document = {
        "schema": "backcast.plan/1",
        "goal": title,
        "title": title,
        "kind": "project",
        "today": str(start),
        "deadline": str(start + timedelta(days=7 * N_MILESTONES + 10)),
        "anchor": [{
            "id": "goal", "statement": title, "kind": "project", "kind_from": "the title", "confidence": "low",
            "sizing": "plannable", "deadline": str(start + timedelta(days=7 * N_MILESTONES + 10)), "hours_per_week": 6.0,
            "working_days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
            "understood": [], "questions": [],
        }],
        "feasibility": {"verdict": "feasible", "reasons": [], "levers": []},
        "milestones": [milestone(number, start) for number in range(N_MILESTONES)],
        "hash": "",
    }
    document["hash"] = sha256(pretty(document))
    return pretty(document), document["hash"]


def export(n_goals):
    documents, portfolios = {}, []
    for number in range(n_goals):
        title = f"Goal number {number}"
        start = TODAY - timedelta(days=number % 90)
        goal = f'title = "{title}"\ndestination = "All {N_MILESTONES} parts are finished."\nhours_per_week = 6\n'
        text, plan_hash = plan(title, start)
        documents[sha256(goal)], documents[sha256(text)] = goal, text
        name = f"goal-{number}-{number % 9973:04d}"
        changes = [
            {"kind": "goal_set", "revision": 1, "document": sha256(goal), "goals": [{"id": name, "name": "goal"}]},
            {"kind": "proposed", "revision": 1, "document": sha256(text), "hash": plan_hash, "goal_revision": 1,
             "origin": "planner"},
            {"kind": "approved", "revision": 1, "hash": plan_hash},
            {"kind": "logged", "milestone": "M1", "on": str(TODAY), "minutes": 60},
        ]
        events = [
            {"number": n, "batch": n, "at": "2026-05-12T12:00:00Z", "by": "bench", "change": change}
            for n, change in enumerate(changes, 1)
        ]
        portfolios.append({"id": name, "events": events})
    return {"schema": "backcast.export/1", "version": "bench", "documents": documents, "portfolios": portfolios}


def timed(commands, env):
    """Milliseconds of each command, output thrown away."""
    times = []
    for command in commands:
        begin = time.perf_counter()
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE)
        times.append((time.perf_counter() - begin) * 1000)
        if done.returncode:
            raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr.decode()}")
    return times


def backcast(folder, n_goals, n_runs, database):
    env = dict(os.environ, BACKCAST_DATABASE=database or str(folder / "goals.db"), BACKCAST_NOW=str(TODAY),
               HOME=str(folder), XDG_CONFIG_HOME=str(folder), XDG_DATA_HOME=str(folder), BACKCAST_NAME="bench")
    data = folder / "export.json"
    data.write_text(json.dumps(export(n_goals)))
    begin = time.perf_counter()
    subprocess.run([BINARY, "import", data], env=env, check=True, stdout=subprocess.DEVNULL)
    print(f"  imported {n_goals} goals, {n_goals * N_MILESTONES} milestones in {time.perf_counter() - begin:.1f} s")
    step = max(1, n_goals // (n_runs + 2))
    goals = [f"goal-{number}-{number % 9973:04d}" for number in range(0, n_goals, step)][:n_runs]
    runs = {
        "next": [[BINARY, "next"]] * n_runs,
        "status": [[BINARY, "status"]] * n_runs,
        "status GOAL": [[BINARY, "status", goal] for goal in goals],
        "log": [[BINARY, "log", f"{goal}/M1", "1h"] for goal in goals],
        "done": [[BINARY, "done", f"{goal}/M1", "--force"] for goal in goals],
        "today": [[BINARY, "today"]] * n_runs,
        "week": [[BINARY, "week"]] * max(3, n_runs // 5),
    }
    return {name: statistics.median(timed(commands, env)) for name, commands in runs.items()}


def taskwarrior(folder, n_tasks, n_runs):
    rc = folder / "taskrc"
    rc.write_text(f"data.location={folder / 'task'}\nconfirmation=no\nverbose=nothing\n")
    (folder / "task").mkdir()
    env = dict(os.environ, TASKRC=str(rc), HOME=str(folder))
    tasks = [
        {"description": f"Part {n % N_MILESTONES} of the work is finished", "status": "pending",
         "project": f"goal-{n // N_MILESTONES}", "entry": "20260512T120000Z",
         "due": (TODAY + timedelta(days=n % 140)).strftime("%Y%m%dT120000Z")}
        for n in range(n_tasks)
    ]
    data = folder / "tasks.json"
    data.write_text("\n".join(json.dumps(task) for task in tasks))
    subprocess.run(["task", "import", data], env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["task", "gc"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    step = max(1, n_tasks // (n_runs + 2))
    runs = {
        "next": [["task", "next", "limit:5"]] * n_runs,
        "done": [["task", str(1 + number * step), "done"] for number in range(n_runs)],
    }
    return {name: statistics.median(timed(commands, env)) for name, commands in runs.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--goals", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--database", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--no-task", action="store_true", help="leave Taskwarrior out")
    parser.add_argument("--keep", type=pathlib.Path, help="leave the files in this folder")
    arguments = parser.parse_args()
    folder = arguments.keep or pathlib.Path(tempfile.mkdtemp(prefix="backcast-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        ours = backcast(folder, arguments.goals, arguments.runs, arguments.database)
        peer = {}
        if shutil.which("task") and not arguments.no_task:
            peer = taskwarrior(folder, arguments.goals * N_MILESTONES, max(3, arguments.runs // 5))
        for name, milliseconds in ours.items():
            line = f"  {name:<12} {milliseconds:8.1f} ms"
            if name in peer:
                line += f"   task {name}: {peer[name]:.1f} ms, {peer[name] / milliseconds:.0f} times as long"
            print(line)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
