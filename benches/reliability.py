#!/usr/bin/env python3
"""Tries to break what docs/reliability.md promises, and counts.

    benches/reliability.py [--binary target/release/backcast] [--kills 3000]
        [--flips 300] [--inputs 3000] [--seed 1] [--only PROMISE] [--write]

Every try starts the command itself, in folders of its own. `--write` puts the
table into docs/reliability.md. Disk faults need strace (Debian package strace);
where it lacks, that line says so. In-process fuzzing is `cargo xtask fuzz`.
"""

import argparse
import json
import os
import pathlib
import pty
import random
import resource
import select
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOAL = ROOT / "examples" / "half-marathon.toml"
DAY = "2026-05-12"
SECONDS_MAX = 5
MEGABYTES_MAX = 256
# What a shell or the system sees of a crash, and our own "bug".
BAD_EXITS = {70, 101, 134, 139}


class Home:
    """A person's folders with a store, and the command run in them."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = self.folder / "data" / "goals.db"

    def environment(self, **more):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("BACKCAST_", "GIT_", "XDG_"))}
        return clean | {"HOME": str(self.folder), "USER": "ann", "COLUMNS": "80", "BACKCAST_NOW": DAY} | more

    def words(self, arguments):
        return [self.binary, "--database", str(self.database), *map(str, arguments)]

    def run(self, *arguments, prefix=(), **more):
        """Exit status, stdout, stderr and MB; a negative status is a signal, None a hang."""
        child = subprocess.Popen(
            [*prefix, *self.words(arguments)], cwd=self.folder, env=self.environment(**more),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )
        try:
            out, err = child.communicate(timeout=SECONDS_MAX * (4 if prefix else 1))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            return None, "", ""
        return child.returncode, out.decode(errors="replace"), err.decode(errors="replace")

    def done(self, *arguments):
        status, out, err = self.run(*arguments)
        assert status == 0, (arguments, status, err)
        return out

    def at_terminal(self, *arguments, answer="y\n"):
        """Runs the command at a terminal of its own and answers its question."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe(self.binary, self.words(arguments), self.environment())
        said, answered, deadline = b"", False, time.monotonic() + 20
        while time.monotonic() < deadline:
            if not select.select([terminal], [], [], 0.1)[0]:
                continue
            try:
                some = os.read(terminal, 4096)
            except OSError:
                break
            if not some:
                break
            said += some
            if not answered and (b"[y/N]" in said or b"(y/N)" in said):
                os.write(terminal, answer.encode())
                answered = True
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), said.decode(errors="replace")

    def with_plan(self):
        self.done("add", GOAL)
        self.done("plan", "half", "--quiet")
        status, said = self.at_terminal("approve", "half")
        assert status == 0, said
        return self

    def notes(self):
        """Remarks that the history holds."""
        events = json.loads(self.done("history", "--json"))["events"]
        numbers = [event["number"] for event in events]
        assert numbers == list(range(1, len(numbers) + 1)), "the log has a gap"
        changes = [event["change"] for event in events]
        return {change.get("note") or change.get("text") for change in changes}

    def is_whole(self):
        status, out, _ = self.run("doctor", "--json")
        return status == 0, out


class Count:
    """Tries of one promise, and what broke it."""

    def __init__(self):
        self.tries, self.broken = 0, []

    def note(self, held, what):
        self.tries += 1
        if not held:
            self.broken.append(what)


def mixed_command(home, number, rng):
    """A write among many sorts; the mark is that of what it records, if anything."""
    mark = f"n{number}"
    export = home.folder / "export.json"
    marked = [
        ["log", "M1", "1m", "--note", mark],
        ["note", "M1", mark],
        ["note", "M2", mark],
    ]
    others = [
        ["done", "M1", "--force", "--log", "1m"],
        ["reopen", "M1", "--why", "next round"],
        ["percent", "M2", "20"],
        ["start", "M3"],
        ["block", "M4", "waits"],
        ["unblock", "M4"],
        ["plan", "half", "--quiet"],
        ["reject", "half", "--why", "not now"],
        ["add", GOAL],
        ["calibrate", "half", "--quiet"],
        ["calendar", "publish", "--out", home.folder / "plan.ics"],
        ["export", "--all", "--out", export],
        ["doctor", "--rebuild"],
    ]
    if rng.random() < 0.5:
        return rng.choice(marked), mark
    return rng.choice(others), None


def killed(binary, folder, options):
    """Acknowledged writes survive the end of the process at any moment."""
    count, rng = Count(), random.Random(options.seed)
    home = Home(binary, folder).with_plan()
    acknowledged = set()
    begun = time.monotonic()
    for _ in range(5):
        home.done("note", "M1", "a first one")
    usual = (time.monotonic() - begun) / 5
    for number in range(options.kills):
        words, mark = mixed_command(home, number, rng)
        child = subprocess.Popen(home.words(words), cwd=home.folder, env=home.environment(),
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # From before anything is done until after the end.
        time.sleep(rng.random() * usual * 1.3)
        child.kill()
        if child.wait() == 0 and mark:
            acknowledged.add(mark)
        if number % 50 == 49 or number + 1 == options.kills:
            lost = acknowledged - home.notes()
            whole, said = home.is_whole()
            exported = home.folder / "export.json"
            half = exported.exists() and not is_json(exported.read_text())
            held = not lost and whole and not half
            for _ in range(min(50, number % 50 + 1)):
                count.note(True, "")
            if not held:
                count.broken.append(f"after {number + 1}: lost {sorted(lost)}, whole {whole}, half export {half}: {said[:300]}")
    leftovers = [path.name for path in home.folder.rglob(".backcast-*") if time.time() - path.stat().st_mtime > 3600]
    count.note(not leftovers, f"leftovers {leftovers}")
    return count


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def crowded(binary, folder, options):
    """Commands at the same time lose nothing."""
    count = Count()
    home = Home(binary, folder).with_plan()
    for round_number in range(20):
        children = {}
        for number in range(8):
            mark = f"c{round_number}-{number}"
            children[mark] = subprocess.Popen(home.words(["note", "M1", mark]), cwd=home.folder, env=home.environment(),
                                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        said_done = {mark for mark, child in children.items() if child.wait() == 0}
        recorded = home.notes()
        for mark in children:
            count.note((mark in recorded) == (mark in said_done), f"{mark}: acknowledged {mark in said_done}")
    count.note(home.is_whole()[0], "doctor")
    return count


CALLS = ["openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "mkdir", "read", "pread64", "fcntl"]
ERRORS = ["ENOSPC", "EIO", "EACCES"]


def faulty_disk(binary, folder, options):
    """A disk that fails at any call ends in an error, never in a loss."""
    if not shutil.which("strace"):
        return "not tried: strace is missing"
    count = Count()
    home = Home(binary, folder).with_plan()
    acknowledged, number = set(), 0
    for call in CALLS:
        for error in ERRORS:
            for when in (1, 2, 3, 5, 8, 13, 21, 34):
                number += 1
                mark = f"f{number}"
                # Libraries are loaded before anything of ours runs.
                trace = home.folder / "trace"
                inject = ["strace", "-f", "-qq", "-o", str(trace), "-P", str(home.database), "-P", f"{home.database}-wal",
                          "-P", str(home.database.parent), "-e", f"inject={call}:error={error}:when={when}"]
                status, _, err = home.run("note", "M1", mark, prefix=inject)
                fine = status is not None and status >= 0 and status not in BAD_EXITS and "panicked" not in err
                if status == 0:
                    acknowledged.add(mark)
                if "INJECTED" not in trace.read_text():
                    continue  # It does not make that many calls.
                kept = acknowledged <= home.notes()
                count.note(fine and kept, f"{call} {error} {when}: status {status}, kept {kept}: {err[:200]}")
    count.note(home.is_whole()[0], "doctor")
    return count


def flipped(binary, folder, options):
    """A figure that changes in the database is found by `doctor`."""
    count, rng = Count(), random.Random(options.seed)
    home = Home(binary, folder).with_plan()
    for number in range(10):
        home.done("log", "M1", f"{number + 1}m", "--note", f"n{number}")
    home.done("plan", "half", "--quiet")
    db = sqlite3.connect(home.database)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    original = home.database.read_bytes()
    fields = [("event", "body"), ("event", "author"), ("event", "at"), ("event", "batch"), ("event", "number"),
              ("document", "body"), ("document", "hash"), ("portfolio", "version")]
    for _ in range(options.flips):
        for leftover in home.database.parent.glob("goals.db-*"):
            leftover.unlink()
        home.database.write_bytes(original)
        table, column = rng.choice(fields)
        db = sqlite3.connect(home.database)
        rows = db.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
        row, value = rng.choice(rows)
        changed = value + rng.choice([-1, 1, 7]) if isinstance(value, int) else flipped_text(value, rng)
        try:
            db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (changed, row))
            db.commit()
        except sqlite3.IntegrityError:
            continue  # The database itself refuses it.
        finally:
            db.close()
        status, out, err = home.run("doctor", "--json")
        count.note(status not in (0, None), f"{table}.{column}: {value!r} -> {changed!r}"[:300])
    return count


def flipped_text(text, rng):
    at = rng.randrange(len(text))
    old = text[at]
    new = rng.choice([letter for letter in "0123456789abcxyz" if letter != old])
    return text[:at] + new + text[at + 1:]


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True,
                   env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"})


def hostile_repositories(folder, home):
    """Repositories that want to run something, each with the file that tells of it."""
    for kind in ["fsmonitor", "hooks", "filter", "textconv", "external", "submodule", "bare", "editor", "environment",
                 "agent", "key"]:
        place = folder / kind
        (place / "src").mkdir(parents=True)
        told = home / f"told-{kind}"  # Where an agent may write, too.
        script = place / "evil.sh"
        script.write_text(f"#!/bin/sh\ntouch '{told}'\ncat\n")
        script.chmod(0o755)
        git(place, "init", "-q", ".")
        (place / "src/main.rs").write_text("fn main() {}\n")
        more = {}
        if kind == "fsmonitor":
            git(place, "config", "core.fsmonitor", str(script))
        elif kind == "hooks":
            hooks = place / "hooks"
            hooks.mkdir()
            for name in ["post-index-change", "pre-commit", "post-checkout", "reference-transaction"]:
                shutil.copy(script, hooks / name)
            git(place, "config", "core.hooksPath", str(hooks))
        elif kind == "filter":
            (place / ".gitattributes").write_text("* filter=evil\n")
            git(place, "config", "filter.evil.process", str(script))
            git(place, "config", "filter.evil.clean", str(script))
        elif kind == "textconv":
            (place / ".gitattributes").write_text("* diff=evil\n")
            git(place, "config", "diff.evil.textconv", str(script))
        elif kind == "external":
            git(place, "config", "diff.external", str(script))
            git(place, "config", "core.pager", str(script))
        elif kind == "submodule":
            (place / ".gitmodules").write_text(f'[submodule "a"]\n\tpath = a\n\turl = ext::{script}\n')
        elif kind == "bare":
            bare = place / "nested"
            git(place, "init", "-q", "--bare", str(bare))
            git(bare, "config", "core.fsmonitor", str(script))
            git(bare, "config", "core.worktree", str(place))
            place = bare
        elif kind == "editor":
            git(place, "config", "core.editor", str(script))
            git(place, "config", "core.sshCommand", str(script))
            git(place, "config", "credential.helper", str(script))
        elif kind == "environment":
            other = folder / "other"
            git(folder, "init", "-q", str(other))
            git(other, "config", "core.fsmonitor", str(script))
            more = {"GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(place)}
        elif kind == "agent":
            (place / ".backcast").mkdir()
            (place / ".backcast/config.toml").write_text(f'planner = "agent"\n[agent]\ncommand = "{script}"\n')
        elif kind == "key":
            (place / ".backcast").mkdir()
            (place / ".backcast/config.toml").write_text(
                f'planner = "model"\n[model]\nprovider = "compatible"\nname = "x"\n'
                f'endpoint = "http://127.0.0.1:9/"\nkey_command = "{script}"\n')
        yield kind, place, told, more


def repositories(binary, folder, options):
    """A clone runs nothing."""
    count = Count()
    home = Home(binary, folder / "home")
    goal = folder / "goal.toml"
    goal.write_text('title = "Move search"\ndestination = "All requests are answered by PostgreSQL, p95 below 250 ms."\n'
                    'origin = "38 queries."\ndeadline = 2027-12-12\nhours_per_week = 10\n')
    for kind, place, told, more in hostile_repositories(folder, home.folder):
        for words in (["review", "start", goal, "--repo", ".", "--assume", "--dry-run"],
                      ["review", "start", goal, "--repo", ".", "--assume"],
                      ["model", "check"], ["plan", goal], ["goals"], ["config", "--origin"], ["doctor"]):
            home.run("-C", place, *words, **more)
            count.note(not told.exists(), f"{kind}: {words[:2]} ran a command")
            told.unlink(missing_ok=True)
    return count


def without_person(binary, folder, options):
    """Nothing is approved, dropped or applied without a person."""
    count = Count()
    home = Home(binary, folder)
    home.done("add", GOAL)
    home.done("plan", "half", "--quiet")
    goal = json.loads(home.done("goals", "--json"))["goals"][0]["id"]
    ways = [
        ["approve", "half"], ["approve", "half", "--allow-many"], ["approve", "half", "--non-interactive"],
        ["approve", "half", "--token"], ["approve", "half", "--token=AAAA"], ["drop", "half", "--why", "x"],
        ["calibrate", "half", "--apply"],
    ]
    before = home.done("history", goal, "--json")
    for words in ways:
        for prefix in ((), ("setsid", "--wait"), ("nohup",)):
            home.run(*words, prefix=prefix)
            count.note(home.done("history", goal, "--json") == before, f"{prefix} {words}")
    piped = subprocess.run(home.words(["approve", goal]), input=b"y\n" * 1000, cwd=home.folder, env=home.environment(),
                           capture_output=True, start_new_session=True)
    count.note(piped.returncode == 6 and home.done("history", goal, "--json") == before, f"yes | approve: {piped.returncode}")
    return count


def seeds_of_commands():
    """Commands with the files that they read."""
    shared = os.environ.get("BACKCAST_ACCEPTANCE")
    goals = sorted((ROOT / "examples").glob("*.toml"))
    calendars = sorted((ROOT / "crates/calendar/tests/cases").glob("*.ics"))
    if shared:
        goals += sorted((pathlib.Path(shared) / "data/faults/hostile").glob("*.toml"))
        goals += sorted((pathlib.Path(shared) / "data/faults/goals").glob("*.toml"))
        calendars += sorted((pathlib.Path(shared) / "data/faults/calendars").glob("*.ics"))
    fuzz = ROOT / "fuzz/seeds"
    return [
        (["plan", "{}", "--assume", "--force"], goals), (["anchor", "{}"], goals), (["calibrate", "{}", "--assume"], goals),
        (["audit", "{}"], sorted((ROOT / "tests/scenarios/correct").glob("*.json"))),
        (["audit", "{}"], [fuzz / "plan/half-marathon.json"]),
        (["calendar", "expand", "{}", "--from", "2026-05-12", "--to", "2027-05-12"], calendars),
        (["schedule", "{}"], [fuzz / "settings/problem.json"]),
        (["forecast", "import", "{}", "--dry-run"], sorted((fuzz / "history").iterdir())),
        (["import", "{}", "--dry-run"], [fuzz / "settings/export.json"]),
    ]


def mangled(bytes_, rng):
    """The bytes after a few changes such as damage, carelessness or malice make."""
    data = bytearray(bytes_)
    interesting = [b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", b"-1", b"1e308", b"nan", b"9999999999999999999",
                   b"0000-00-00", b"9999-12-31", b"2026-02-30", b"[[goals]]\n", b"[[busy]]\n", b'"', b"\n", b"{", b"[" * 200,
                   "\u202e".encode(), b"BEGIN:VEVENT\r\n", b"RRULE:FREQ=SECONDLY\r\n", b"hours_per_week = 0.0001\n"]
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.randint(1, 200))
        match rng.randrange(6):
            case 0:
                data[at:at] = rng.choice(interesting)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end] * rng.randint(1, 20)
            case 3 if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
            case 4:
                del data[at:]
            case _:
                digits = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
                if digits:
                    data[rng.choice(digits)] = rng.choice(b"0123456789")
    return bytes(data)


def inputs(binary, folder, options):
    """Any input ends with an answer or an error, in time and memory."""
    count, rng = Count(), random.Random(options.seed)
    home = Home(binary, folder)
    home.done("goals")
    seeds = [(words, file) for words, files in seeds_of_commands() for file in files]
    for number in range(options.inputs):
        words, file = rng.choice(seeds)
        given = home.folder / f"given{file.suffix}"
        content = file.read_bytes()
        given.write_bytes(mangled(content[1:] if file.is_relative_to(ROOT / "fuzz/seeds") and content[:1].isdigit() else content, rng))
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        status, _, err = home.run(*[str(given) if word == "{}" else word for word in words])
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        fine = status is not None and status >= 0 and status not in BAD_EXITS and "panicked" not in err
        small = megabytes <= MEGABYTES_MAX or megabytes * 1024 == before
        if not (fine and small):
            kept = home.folder.parent / f"broken-{number}{file.suffix}"
            shutil.copy(given, kept)
        count.note(fine and small, f"{' '.join(words)} on {file.name} changed: status {status}, {megabytes:.0f} MB: {err[-200:]}")
    return count


def rights(binary, folder, options):
    """Files with private things are for their owner alone."""
    count = Count()
    for mask in (0o000, 0o022, 0o077):
        old = os.umask(mask)
        try:
            home = Home(binary, folder / oct(mask))
            home.done("add", GOAL)
            data = home.folder / ".local/share/backcast"
            subprocess.run([binary, "add", GOAL], cwd=home.folder, env=home.environment(), capture_output=True, check=True)
            for path in [data, *data.rglob("*"), *home.database.parent.glob("goals.db*")]:
                loose = stat.S_IMODE(path.stat().st_mode) & 0o077
                count.note(not loose, f"umask {mask:o}: {path.name} is {stat.S_IMODE(path.stat().st_mode):o}")
        finally:
            os.umask(old)
    return count


PROMISES = {
    "kills": ("Acknowledged writes survive the end of the process at any moment; the store and files are whole", killed),
    "crowd": ("Commands at the same time lose nothing", crowded),
    "disk": ("A failing disk ends in an error, never in a loss", faulty_disk),
    "flips": ("A changed figure in the database is found by `doctor`", flipped),
    "repositories": ("A clone runs nothing: not by git, not by its configuration", repositories),
    "person": ("Nothing is approved, dropped or applied without a person", without_person),
    "inputs": (f"Any input ends within {SECONDS_MAX} s and {MEGABYTES_MAX} MB, never with 70, 101, 134 or a signal", inputs),
    "rights": ("Files with private things are for their owner alone", rights),
}


def table(results):
    lines = ["| Promise | Tries | Held |", "| --- | ---: | ---: |"]
    for name, result in results.items():
        promise = PROMISES[name][0]
        if isinstance(result, str):
            lines.append(f"| {promise} | {result} | |")
        else:
            lines.append(f"| {promise} | {result.tries:,} | {result.tries - len(result.broken):,} |")
    return "\n".join(lines) + "\n"


def write(text):
    file = ROOT / "docs" / "reliability.md"
    before, rest = file.read_text().split("<!-- table -->\n", 1)
    _, after = rest.split("<!-- end -->", 1)
    file.write_text(f"{before}<!-- table -->\n{text}<!-- end -->{after}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "target/release/backcast"))
    parser.add_argument("--kills", type=int, default=3000)
    parser.add_argument("--flips", type=int, default=300)
    parser.add_argument("--inputs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=PROMISES, action="append")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory(prefix="backcast-reliability-") as folder:
        for name in options.only or PROMISES:
            place = pathlib.Path(folder) / name
            place.mkdir()
            begun = time.monotonic()
            result = results[name] = PROMISES[name][1](str(pathlib.Path(options.binary).resolve()), place, options)
            broken = [] if isinstance(result, str) else result.broken
            print(f"{name}: {'held' if not broken else 'BROKEN'} ({time.monotonic() - begun:.0f} s)", file=sys.stderr)
            for what in broken[:10]:
                print(f"  {what}", file=sys.stderr)
            for kept in place.parent.glob("broken-*"):
                shutil.move(kept, pathlib.Path.cwd() / kept.name)
    text = table(results)
    print(text, end="")
    if options.write:
        write(text)
    sys.exit(any(not isinstance(result, str) and result.broken for result in results.values()))


if __name__ == "__main__":
    main()
