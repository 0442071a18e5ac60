#!/usr/bin/env python3
"""How time, memory and output grow with the number of goals.

    benches/growth.py [--binary PATH] [--largest 5000] [--only plan|store]

Plans goal files with ever more goals, and runs commands over stores with ever
more of them, with the release build (`cargo build --release` first). Prints CPU
seconds, peak memory and size of the output as tables for docs/performance.md;
the last column is the exponent: 1 is linear, 2 the square, fitted over the sizes
by least squares of the logarithms.
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta

import everyday

TODAY = date(2026, 1, 19)
# Title, destination, origin; the last two are known to no playbook.
WISHES = [
    ("Half marathon", "Run a half marathon under two hours", "I run 5 km twice a week"),
    ("Photo website", "Website with 40 photos online, first 5 prints sold", "Photos unsorted, no site"),
    ("Certificate", "Pass the PMP exam", "Six years as project lead, no course yet"),
    ("Spanish", "Pass the DELE B1 exam", "A1 Spanish"),
    ("Cookbook", "A cookbook of 50 recipes printed and 20 sold", "20 recipes written"),
    ("Zithers", "Repair 12 old zithers and give them to 12 schools", "3 zithers in the attic"),
    ("Bonsai", "Raise 10 bonsai trees that are 5 years old in 1 show", "2 seedlings"),
]
# So many commands a size; more where the smallest takes next to nothing.
RUNS = 3


def goal_file(n_goals, hours_each):
    lines = ['title = "Many goals"', f"today = {TODAY}", f"hours_per_week = {n_goals * hours_each}", ""]
    lines += ["[[busy]]", "from = 2026-03-28", "to = 2026-04-06", 'reason = "Easter"', ""]
    for number in range(n_goals):
        title, destination, origin = WISHES[number % len(WISHES)]
        deadline = TODAY + timedelta(days=180 + 37 * number % 540)
        lines += ["[[goals]]", f'id = "g{number}"', f'title = "{title} {number}"', f'destination = "{destination}"',
                  f'origin = "{origin}"', f"deadline = {deadline}", f"priority = {number % 5 + 1}", ""]
    return "\n".join(lines)


def measured(command, env):
    """CPU seconds, peak memory in bytes and bytes of output of one run."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE)
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}: {error.decode()}")
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, output.seek(0, os.SEEK_END)


def median(command, env):
    runs = sorted(measured(command, env) for _ in range(RUNS))
    return runs[RUNS // 2]


def exponent(sizes, values):
    """The slope of the logarithms, over sizes beyond what a start alone takes."""
    points = [(math.log(size), math.log(value)) for size, value in zip(sizes, values) if value > 0]
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points))
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)


def seconds(value):
    return f"{value:.2f} s"


def megabytes(value):
    return f"{value / 1e6:.1f} MB" if value < 1e8 else f"{value / 1e6:.0f} MB"


def table(what, sizes, rows):
    print(f"\n| {what} | " + " | ".join(f"{size:,}" for size in sizes) + " | Exponent |")
    print("| --- |" + " ---: |" * (len(sizes) + 1))
    for name, values, shown in rows:
        print(f"| {name} | " + " | ".join(map(shown, values)) + f" | {exponent(sizes[-3:], values[-3:]):.1f} |")


def plans(binary, folder, env):
    sizes = [5, 20, 50, 100, 200]
    rows = []
    for name, hours_each in [("feasible", 14), ("infeasible", 0.4)]:
        found = []
        for size in sizes:
            path = folder / f"{name}-{size}.toml"
            path.write_text(goal_file(size, hours_each))
            found.append(median([binary, "plan", path, "--json"], env))
        rows.append((f"{name}, CPU", [cpu for cpu, _, _ in found], seconds))
        rows.append((f"{name}, JSON", [output for _, _, output in found], megabytes))
    table("`plan --json` of one file, goals", sizes, rows)


COMMANDS = {
    "calendar publish": ["calendar", "publish", "--out", "{folder}/feed.ics"],
    "calendar publish, again": ["calendar", "publish", "--out", "{folder}/feed.ics"],
    "calibrate --due": ["calibrate", "--due"],
    "conflicts": ["conflicts"],
    "week": ["week"],
    "today": ["today"],
    "next": ["next"],
    "goals": ["goals"],
    "status": ["status"],
    "doctor": ["doctor"],
    "export": ["export", "--all"],
}


def stores(binary, folder, env, largest):
    sizes = [size for size in (100, 1000, 5000, 20000) if size <= largest]
    found = {name: [] for name in COMMANDS}
    for size in sizes:
        here = folder / f"store-{size}"
        here.mkdir()
        own = dict(env, BACKCAST_DATABASE=str(here / "goals.db"), BACKCAST_NOW=str(everyday.TODAY))
        data = here / "export.json"
        # By another process: peak memory begins with that of whoever starts a command.
        subprocess.run([sys.executable, __file__, "--write", str(size), data], check=True)
        subprocess.run([binary, "import", data], env=own, check=True, stdout=subprocess.DEVNULL)
        for name, command in COMMANDS.items():
            command = [part.format(folder=here) for part in command]
            # The first publishing writes what is remembered: it happens once.
            run = measured if name == "calendar publish" else median
            found[name].append(run([binary, *command], own))
    rows = []
    for name, values in found.items():
        rows.append((f"`{name}`", [cpu for cpu, _, _ in values], seconds))
        rows.append((f"`{name}`, peak memory", [memory for _, memory, _ in values], megabytes))
    table(f"Stored goals of {everyday.N_MILESTONES} milestones", sizes, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=everyday.BINARY)
    parser.add_argument("--largest", type=int, default=5000, help="stored goals")
    parser.add_argument("--only", choices=["plan", "store"])
    parser.add_argument("--write", nargs=2, metavar=("N", "FILE"), help="write a store of N goals and end")
    arguments = parser.parse_args()
    if arguments.write:
        pathlib.Path(arguments.write[1]).write_text(json.dumps(everyday.export(int(arguments.write[0]))))
        return
    folder = pathlib.Path(tempfile.mkdtemp(prefix="backcast-growth-"))
    env = dict(os.environ, HOME=str(folder), XDG_CONFIG_HOME=str(folder), XDG_DATA_HOME=str(folder),
               XDG_CACHE_HOME=str(folder), BACKCAST_NAME="bench")
    try:
        if arguments.only != "store":
            plans(arguments.binary, folder, env)
        if arguments.only != "plan":
            stores(arguments.binary, folder, env, arguments.largest)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
