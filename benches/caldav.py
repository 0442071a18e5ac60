#!/usr/bin/env python3
"""Compares the first upload of 500 items with vdirsyncer, on the same server.

    cargo build --release
    pip install radicale vdirsyncer
    python3 benches/caldav.py [--items 500] [--runs 3]

Starts Radicale on this machine with a temporary folder, keeps plans until they
have that many milestones and reviews, uploads them with `backcast calendar
sync` into a new calendar, and the same files with vdirsyncer into another.
Prints wall times, and the time of a second run that has nothing to write.
"""

import argparse
import fcntl
import os
import pathlib
import pty
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import termios
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BACKCAST = ROOT / "target/release/backcast"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start_server(folder, port):
    (folder / "users").write_text("ann:secret\n")
    config = folder / "radicale.conf"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {folder}/users\n"
        f"htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {folder}/collections\n"
    )
    log = open(folder / "log", "w")
    server = subprocess.Popen([sys.executable, "-m", "radicale", "--config", config], stdout=log, stderr=log)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return server
        except OSError:
            time.sleep(0.05)


def run(command, environment, timed=True):
    begun = time.perf_counter()
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stdout}{done.stderr}")
    return time.perf_counter() - begun, done.stdout


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


def keep_plans(environment, n_items, folder):
    goals = sorted((ROOT / "examples").glob("*.toml"))
    number = 0
    while True:
        for goal in goals:
            number += 1
            copy = folder / f"{number}.toml"
            copy.write_text(re.sub(r'(?m)^title = "', f'title = "{number} ', goal.read_text(), count=1))
            done = subprocess.run([BACKCAST, "add", copy, "--json"], env=environment, capture_output=True, text=True)
            name = re.search(r'"id": "([^"]+)"', done.stdout)
            if not name or subprocess.run([BACKCAST, "plan", name[1], "-q"], env=environment, capture_output=True).returncode > 1:
                continue
            answered([BACKCAST, "approve", name[1], "-q"], 60, env=environment)
        feed = folder / "feed.ics"
        run([BACKCAST, "calendar", "publish", "--out", feed], environment)
        if feed.read_text().count("BEGIN:VEVENT") >= n_items:
            return feed.read_text()


def write_files(feed, folder, n_items):
    """One file for each event, as vdirsyncer wants them."""
    folder.mkdir(parents=True)
    zone = re.search(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\r?\n", feed, re.S)
    for event in re.findall(r"BEGIN:VEVENT.*?END:VEVENT\r?\n", feed, re.S)[:n_items]:
        uid = re.search(r"UID:(\w+)", event)[1]
        text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{zone[0] if zone else ''}{event}END:VCALENDAR\r\n"
        (folder / f"{uid}.ics").write_text(text, newline="")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    times = {"backcast": [], "unchanged": [], "vdirsyncer": []}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment = {**os.environ, "HOME": name, "BACKCAST_NOW": "2026-05-12", "BACKCAST_TIME_ZONE": "UTC", "PASSWORD": "secret"}
        environment.update({f"XDG_{kind}_HOME": f"{name}/{kind}" for kind in ("CONFIG", "DATA", "CACHE")})
        settings = folder / "CONFIG/backcast"
        settings.mkdir(parents=True)
        (settings / "calendars.toml").write_text("write_blocks = false\n")
        feed = keep_plans(environment, options.items, folder)
        n_items = feed.count("BEGIN:VEVENT")
        for _ in range(options.runs):
            port = free_port()
            place = folder / "server"
            place.mkdir()
            server = start_server(place, port)
            url = f"http://127.0.0.1:{port}/"
            try:
                sync = [BACKCAST, "calendar", "sync", url, "--user", "ann", "--password-env", "PASSWORD", "-q", "--json"]
                took, output = run([*sync, "--start-anew"], environment)
                assert output.count('"create"') == n_items, output[:500]
                times["backcast"].append(took)
                took, output = run(sync, environment)
                assert '"written": []' in output, output[:500]
                times["unchanged"].append(took)
                shutil.rmtree(folder / "local", ignore_errors=True)
                write_files(feed, folder / "local/other", n_items)
                config = folder / "vdirsyncer.conf"
                config.write_text(
                    f'[general]\nstatus_path = "{folder}/status-{port}"\n[pair p]\na = "l"\nb = "r"\ncollections = ["other"]\n'
                    f'[storage l]\ntype = "filesystem"\npath = "{folder}/local"\nfileext = ".ics"\n'
                    f'[storage r]\ntype = "caldav"\nurl = "{url}"\nusername = "ann"\npassword = "secret"\n'
                )
                request = urllib.request.Request(url + "ann/other/", method="MKCALENDAR")
                request.add_header("Authorization", "Basic YW5uOnNlY3JldA==")
                urllib.request.urlopen(request).close()
                vdirsyncer = shutil.which("vdirsyncer", path=f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}")
                run([vdirsyncer, "-c", config, "discover"], environment)
                took, _ = run([vdirsyncer, "-c", config, "sync"], environment)
                times["vdirsyncer"].append(took)
            finally:
                server.kill()
                server.wait()
                shutil.rmtree(place)
    median = {name: statistics.median(values) for name, values in times.items()}
    print(f"{n_items} items on Radicale, medians of {options.runs} runs")
    for name, value in median.items():
        print(f"  {name:11} {value:7.2f} s")
    print(f"  ratio       {median['backcast'] / median['vdirsyncer']:7.2f}")


if __name__ == "__main__":
    main()
