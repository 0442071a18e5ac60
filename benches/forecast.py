#!/usr/bin/env python3
"""Measures `backcast forecast eval` and writes the tables of docs/forecasting.md.

    cargo build --release && benches/forecast.py DATA [--tools TOOLS] [--dry-run]

DATA is a folder with sip.csv, renzo.csv, cesaw.csv, their *_batches.csv,
projects.csv, progress_little.csv and sprints.csv; TOOLS holds the scorer,
score_forecasts.py (Python with numpy), and is ../../tools beside DATA by
default. Each set of tasks is forecast with the reference class of the other two
only. The peer is Evidence-Based Scheduling: the quantiles of the person's last
200 ratios. Times are CPU seconds of the whole command, reading included.
"""

import argparse
import csv
import datetime
import json
import pathlib
import platform
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "target" / "release" / "backcast"
DOCUMENT = ROOT / "docs" / "forecasting.md"
BEGIN, END = "<!-- benches/forecast.py writes from here -->", "<!-- to here -->"
SETS = ["sip", "renzo", "cesaw"]
LEVELS = (0.1, 0.5, 0.8, 0.9)


def run(*arguments):
    """Runs `backcast forecast`; its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([BINARY, "--quiet", "forecast", *map(str, arguments)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Scorer:
    def __init__(self, tools):
        self.tool = tools / "score_forecasts.py"

    def score(self, truth, forecasts, *more):
        command = [sys.executable, self.tool, "--json", "--truth", truth, "--forecasts", forecasts, *more]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    def peer(self, truth, out, *more):
        subprocess.run([sys.executable, self.tool, "--make", "ebs", "--truth", truth, "--out", out, *more], check=True)
        return out


def loss(scores):
    return (scores["rel_log"] * scores["rel_abs"]) ** 0.5


def misses(scores):
    return " / ".join(f"{scores['cal' + level]:.1f}" for level in ("50", "80", "90"))


def tasks(data, scorer, folder):
    """A row for each set of tasks, and the seconds that it took."""
    rows, cold, seconds = [], [], {}
    losses = {"single": [], "10": [], "20": []}
    for name in SETS:
        truth, batches = data / f"{name}.csv", data / f"{name}_batches.csv"
        prior, out = folder / f"{name}.prior", folder / f"{name}.csv"
        others = [argument for other in SETS if other != name for argument in ("--data", data / f"{other}.csv")]
        run("prior", *others, "--out", prior)
        seconds[name] = run("eval", "--data", truth, "--batches", batches, "--prior", prior, "--out", out)
        ebs = scorer.peer(truth, folder / f"{name}.ebs")
        ebs_batches = scorer.peer(batches, folder / f"{name}.ebs_batches", "--history", truth)
        single = scorer.score(truth, out, "--baseline", ebs)
        sums = scorer.score(batches, out, "--baseline", ebs_batches, "--by", "size")
        losses["single"].append(loss(single["all"]))
        for size in ("10", "20"):
            losses[size].append(loss(sums[f"size={size}"]))
        rows.append([
            name, f"{single['all']['n']:,}", *(f"{losses[of][-1]:.3f}" for of in ("single", "10", "20")),
            misses(single["all"]), misses(sums["all"]),
        ])
        for bucket in ("0", "1-3", "4-10"):
            scores = single.get(f"cold own={bucket}")
            if scores:
                cold.append([name, bucket, str(scores["n"]), f"{scores['cal50']:.1f}", f"{scores['cal80']:.1f}"])
    mean = lambda values: sum(values) / len(values)
    rows.append(["**mean**", "", *(f"**{mean(losses[of]):.3f}**" for of in ("single", "10", "20")), "", ""])
    return rows, cold, seconds


def quantile(values, level):
    values = sorted(values)
    place = (len(values) - 1) * level
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def pinball(actual, forecast, level):
    return max(level * (actual - forecast), (level - 1) * (actual - forecast))


def sprints(data, folder, scorer):
    """Loss by share of the time, and that of the peer: the ratios of the board's earlier sprints."""
    truth, out = data / "sprints.csv", folder / "sprints.csv"
    run("eval", "--sprints", truth, "--out", out)
    scores = scorer.score(truth, out, "--by", "at_pct")
    with open(truth, newline="", encoding="utf-8") as file:
        lines = sorted(csv.DictReader(file), key=lambda line: int(line["sprint_id"]))
    past, peer, naive = {}, {}, {}
    for line in lines:
        at, committed, delivered = line["at_pct"], float(line["points_committed"]), float(line["points_delivered"])
        ratios = past.setdefault((line["board_id"], at), [])
        for level in LEVELS:
            forecast = committed * quantile(ratios[-200:], level) if ratios else committed
            peer[at] = peer.get(at, 0) + pinball(delivered, forecast, level)
            naive[at] = naive.get(at, 0) + pinball(delivered, committed, level)
        ratios.append(delivered / max(committed, 1))
    rows = []
    for at in ("0", "50", "80"):
        ours, theirs = scores[f"at_pct={at}"]["rel_abs"], peer[at] / naive[at]
        rows.append([f"{at} %", str(scores[f"at_pct={at}"]["n"]), f"{ours:.3f}", f"{theirs:.3f}", f"{ours / theirs:.2f}"])
    return rows


def table(heading, rows):
    lines = ["| " + " | ".join(heading) + " |", "| --- |" + " ---: |" * (len(heading) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def measure(data, tools):
    scorer = Scorer(tools)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows, cold, seconds = tasks(data, scorer, folder)
        run("eval", "--progress", data / "progress_little.csv", "--out", folder / "little.csv")
        little = scorer.score(data / "progress_little.csv", folder / "little.csv")["all"]
        run("eval", "--projects", data / "projects.csv", "--out", folder / "projects.csv")
        projects = scorer.score(data / "projects.csv", folder / "projects.csv", "--by", "dataset", "--min-n", "20")
        of_projects = [
            [name.removeprefix("dataset="), str(scores["n"]), f"{loss(scores):.3f}", misses(scores)]
            for name, scores in projects.items() if name.startswith("dataset=")
        ]
        machine = platform.processor() or platform.machine()
        return "\n\n".join([
            f"Measured on {datetime.date.today()}, {machine}, {platform.system()}, one thread.",
            table(["Set", "tasks", "single", "sums of 10", "sums of 20", "P50 / P80 / P90 off, tasks", "the same, sums"], rows),
            "Cold start, by finished tasks of one's own:",
            table(["Set", "own tasks", "n", "P50 off", "P80 off"], cold),
            f"Releases under way, {little['n']:,} weekly looks: loss {loss(little):.3f} of that of the current target, "
            f"P50 / P80 / P90 off by {misses(little)} points (fitted to these releases; .374 on releases that were left out).",
            "Whole projects, loss relative to their estimate:",
            table(["Set", "n", "loss", "P50 / P80 / P90 off"], of_projects),
            "Sprints, loss in points relative to what was committed:",
            table(["Time passed", "n", "backcast", "peer", "ratio"], sprints(data, folder, scorer)),
            f"Walking forward over cesaw, 44,575 tasks and 15,386 sums: {seconds['cesaw']:.1f} s.",
        ])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--tools", type=pathlib.Path)
    parser.add_argument("--dry-run", action="store_true", help="print the tables, write nothing")
    arguments = parser.parse_args()
    text = measure(arguments.data, arguments.tools or arguments.data.resolve().parent.parent / "tools")
    if arguments.dry_run:
        print(text)
        return
    document = DOCUMENT.read_text(encoding="utf-8")
    before, rest = document.split(BEGIN)
    after = rest.split(END)[1]
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
