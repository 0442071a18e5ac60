"""How much a review costs beside the thinking: whole reviews by a model that
answers after a fixed delay, against a server of this file.

    python3 benches/review.py [BACKCAST] [--delay 1.0] [--runs 5]

Prints the wall time beyond one delay for the reviews and one for the
synthesis, the most requests that were open at once, and the peak memory.
Standard library only.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

GOAL = """
title = "Search that answers within 100 ms"
destination = "Search of the shop answers within 100 ms at p95 with 2 million products."
origin = "A linear scan takes 4 seconds; there is no index."
deadline = 2026-11-30
hours_per_week = 12

[repo]
files = ["src/search.rs", "src/index.rs"]

[repo.verification]
level = "e2e"
command = "make e2e"
"""
LETTERS = {"feasibility": "F", "architecture": "A", "risk": "R", "dependency": "D", "user value": "V"}


def review(letter):
    findings = [{"id": f"{letter}{n}", "severity": "high", "finding": f"The index comes late, part {n}",
                 "suggestion": "Begin with it"} for n in range(1, 9)]
    body = "The search of the shop needs an index. Two million products are too many for a scan. " * 40
    return f"# Report\n\n{body}\n\n```json\n{json.dumps({'findings': findings})}\n```"


def milestone(number):
    return {"id": f"M{number}", "name": f"Step {number} of the search index", "goal": "It stands.",
            "success_criteria": ["`make bench` shows p95 below 100 ms", "2 million products are in it"],
            "depends_on": [{"on": f"M{number - 1}", "lag_days": 0}] if number > 1 else [], "parallel": "",
            "effort_hours": {"low": 8, "likely": 14, "high": 30}, "waiting_days": 0, "risk": "medium", "slow_reason": "",
            "value": "Something to try", "abort_point": "", "files": {"create": [], "modify": [f"src/{number}.rs"]}}


def synthesis(prompt):
    listed = prompt.split("## The findings that you have to answer")[1].split("## What you are asked")[0]
    ids = re.findall(r"^- (\S+) \(", listed, re.M)
    return json.dumps({"responses": [{"finding": one, "response": "accepted", "reason": "", "milestone": ""} for one in ids],
                       "conflicts": [], "milestones": [milestone(n) for n in range(1, 7)],
                       "execution_order": [[f"M{n}"] for n in range(1, 7)], "rejected_proposals": []})


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    delay, open_now, open_most, lock = 1.0, 0, 0, threading.Lock()

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with Provider.lock:
            Provider.open_now += 1
            Provider.open_most = max(Provider.open_most, Provider.open_now)
        time.sleep(Provider.delay)
        with Provider.lock:
            Provider.open_now -= 1
        prompt = body["messages"][0]["content"]
        prompt = prompt if isinstance(prompt, str) else "".join(part.get("text", "") for part in prompt)
        first = prompt.splitlines()[0]
        letter = next((letter for role, letter in LETTERS.items() if f"{role} analyst" in first), None)
        text = review(letter) if letter else synthesis(prompt)
        answer = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "mock", "usage": {},
                             "choices": [{"index": 0, "finish_reason": "stop",
                                          "message": {"role": "assistant", "content": text}}]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("backcast", nargs="?", default="target/release/backcast")
    parser.add_argument("--delay", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    Provider.delay = given.delay
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    beyond = []
    for _ in range(given.runs):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "goal.toml").write_text(GOAL)
            (folder / "config.toml").write_text(
                f"[model]\nprovider = 'compatible'\nname = 'mock'\nendpoint = 'http://127.0.0.1:{server.server_port}/v1/'\n")
            env = dict(os.environ, BACKCAST_CONFIG=str(folder / "config.toml"), BACKCAST_NOW="2026-05-12",
                       BACKCAST_DATABASE=str(folder / "goals.db"), HOME=str(folder))
            begun = time.perf_counter()
            subprocess.run([str(Path(given.backcast).resolve()), "review", "start", "goal.toml", "--by", "model", "--json"],
                           cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
            beyond.append(time.perf_counter() - begun - 2 * given.delay)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"beyond the thinking: {sorted(beyond)[len(beyond) // 2] * 1000:.0f} ms (median of {given.runs}), "
          f"{max(beyond) * 1000:.0f} ms at most")
    print(f"open at once: {Provider.open_most}, peak memory: {peak:.0f} MiB")


main()
