#!/usr/bin/env python3
"""Measures `backcast schedule` on PSPLIB and writes nothing.

    benches/psplib.py DATA [--schedules 1000 5000] [--seconds S] [--sets j30 j120]

DATA is a folder with j30.tar.gz, j120.tar.gz and bounds.csv (instance, cpm, lb,
ub). Each schedule is checked here again. Prints, for each set and budget, how
far the makespans lie over the best known and over the critical path.
"""

import argparse
import csv
import pathlib
import subprocess
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "target" / "release" / "backcast"


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
    for resource, capacity in enumerate(capacities):
        use = [0] * (makespan + 1)
        for start, (duration, demands) in zip(starts, jobs):
            for period in range(start, start + duration):
                use[period] += demands[resource]
        assert max(use) <= capacity, f"resource {resource + 1}"
    return makespan


def measure(instances, bounds, limits):
    over_known = over_path = cpu = 0.0
    proved = known = 0
    for path in instances:
        done = subprocess.run([BINARY, "schedule", "--problem", path, "--format", "starts", *limits],
                              check=True, capture_output=True, text=True).stdout.split("\n")
        makespan, status, seconds = done[0].split(",")
        assert check(path.read_text("latin-1"), [int(start) for start in done[1].split()]) == int(makespan)
        bound = bounds[path.stem]
        over_known += int(makespan) / int(bound["ub"]) - 1
        over_path += int(makespan) / int(bound["cpm"]) - 1
        known += int(makespan) == int(bound["ub"])
        proved += status == "OPTIMAL"
        assert status != "OPTIMAL" or int(makespan) <= int(bound["ub"]), f"{path.stem} is not proved"
        cpu += float(seconds)
    n = len(instances)
    return (f"{100 * over_known / n:.2f} % over best known, {100 * over_path / n:.2f} % over critical path, "
            f"{known} of {n} best known, {proved} proved, {cpu / n * 1000:.1f} ms each")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--schedules", type=int, nargs="*", default=[1000, 5000])
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--sets", nargs="*", default=["j30", "j120"])
    arguments = parser.parse_args()
    with open(arguments.data / "bounds.csv") as file:
        bounds = {row["instance"]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    with tempfile.TemporaryDirectory(prefix="backcast-psplib-") as folder:
        for name in arguments.sets:
            with tarfile.open(arguments.data / f"{name}.tar.gz") as archive:
                archive.extractall(folder)
            instances = sorted(pathlib.Path(folder).glob(f"{name}/*.sm"))
            for schedules in arguments.schedules:
                print(f"{name} {schedules:>6} schedules: {measure(instances, bounds, ['--schedules', str(schedules)])}", flush=True)
            if arguments.seconds:
                limits = ["--seconds", str(arguments.seconds)]
                print(f"{name} {arguments.seconds:>6} s: {measure(instances, bounds, limits)}", flush=True)


if __name__ == "__main__":
    main()
