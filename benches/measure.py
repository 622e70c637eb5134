"""What the measurements share: run a program and weigh it, a server to talk to, the result file.

Every figure is the median of interleaved rounds (A B C, A B C, ...). CPU seconds are user + system time of the
program and of its children, from the kernel's accounting, so they hold on a machine that does other things too.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

ROUNDS = int(os.environ.get("BEFFROI_BENCH_ROUNDS", "5"))
WORK = pathlib.Path(os.environ["BEFFROI_BENCH_WORK"])
RESULT = pathlib.Path(os.environ["BEFFROI_BENCH_RESULT"])
BEFFROI = os.environ["BEFFROI_BENCH_BEFFROI"]
EXAMPLES = pathlib.Path(os.environ["BEFFROI_BENCH_EXAMPLES"])
TOOLS = pathlib.Path(os.environ["BEFFROI_BENCH_TOOLS"])
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20
GIB = 1 << 30
PASSWORD = "violon-tracteur-89-brume"


def say(text):
    """One line about what is being done."""
    print(f"   {text}", flush=True)


class Run:
    """What one execution cost."""

    def __init__(self, wall, cpu, peak_mib, output):
        self.wall, self.cpu, self.peak_mib, self.output = wall, cpu, peak_mib, output


def run(command, stdin=None, stdout=None, env=None):
    """Runs a program to its end; an exit code other than zero stops the measurement."""
    feed = open(stdin, "rb") if stdin else subprocess.DEVNULL
    sink = open(stdout, "wb") if stdout else subprocess.PIPE
    errors = open(WORK / "stderr", "w+b")
    begin = time.monotonic()
    child = subprocess.Popen(list(map(str, command)), stdin=feed, stdout=sink, stderr=errors, env=env)
    output = child.stdout.read() if child.stdout else b""
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        errors.seek(0)
        sys.exit(f"`{' '.join(map(str, command))}` failed ({child.returncode}):\n{errors.read().decode()}{output.decode()}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.decode(errors="replace"))


class Series:
    """The rounds of one contender."""

    def __init__(self, name):
        self.name, self.runs, self.server_cpu, self.server_peak = name, [], [], []

    def add(self, one, server_cpu=0.0, server_peak=0.0):
        self.runs.append(one)
        self.server_cpu.append(server_cpu)
        self.server_peak.append(server_peak)

    def wall(self):
        return statistics.median(run.wall for run in self.runs)

    def cpu(self):
        return statistics.median(run.cpu for run in self.runs)

    def both_cpu(self):
        return statistics.median(run.cpu + server for run, server in zip(self.runs, self.server_cpu))

    def peak(self):
        return max(run.peak_mib for run in self.runs)

    def wall_text(self):
        return spread([run.wall for run in self.runs])

    def cpu_text(self):
        return spread([run.cpu for run in self.runs])

    def server_cpu_text(self):
        return spread(self.server_cpu)


def spread(values):
    """`2.31 (2.25–2.60)`: the median, the least and the most."""
    middle, least, most = statistics.median(values), min(values), max(values)
    return number(middle) if len(values) == 1 else f"{number(middle)} ({number(least)}–{number(most)})"


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def times(value):
    return f"{number(value)} ×"


def version(*command):
    """The first version number that a program tells."""
    told = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"\d+\.\d+(\.\d+)?(p\d+)?", told.stdout + told.stderr)
    return found.group(0) if found else "?"


def goal(text, measured, holds):
    return {"goal": text, "measured": measured, "holds": bool(holds)}


def write(title, text, tables, goals, versions):
    """The result file, from which docs/benchmarks.md is made."""
    RESULT.write_text(
        json.dumps(
            {"title": title, "text": text, "tables": tables, "goals": goals, "versions": versions, "rounds": ROUNDS},
            ensure_ascii=False,
            indent=1,
        )
    )
    for one in goals:
        say(f"{'holds' if one['holds'] else 'DOES NOT HOLD'}: {one['goal']}: {one['measured']}")


def random_file(path, size):
    """Bytes that nothing can compress or recognise: one random block, numbered."""
    block = os.urandom(4 * MIB - 8)
    with open(path, "wb") as out:
        for index in range((size + 4 * MIB - 1) // (4 * MIB)):
            left = size - index * 4 * MIB
            out.write((index.to_bytes(8, "big") + block)[: min(left, 4 * MIB)])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server process: started, waited for, weighed, stopped."""

    def __init__(self, command, port, env=None, log="server.log"):
        self.log = WORK / log
        self.port = port
        self.process = subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=open(self.log, "wb"),
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
        )
        deadline = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"`{command[0]}` does not serve:\n{self.log.read_text()}")
            time.sleep(0.05)

    def cpu(self):
        """CPU seconds so far, those of children that ended included."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS

    def peak_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Town(Server):
    """`beffroi serve` with an organisation and one person signed in."""

    def __init__(self, folder=None):
        self.folder = pathlib.Path(folder or WORK) / "town"
        self.folder.mkdir()
        port = free_port()
        self.address = f"http://localhost:{port}"
        data = self.folder / "data"
        environment = {
            "BEFFROI_PUBLIC_URL": self.address,
            "BEFFROI_METRICS": "off",
            "BEFFROI_LOG_LEVEL": "warn",
            "BEFFROI_LIMITS_REQUESTS_PER_MINUTE": "100000000",
        }
        super().__init__([BEFFROI, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"], port, environment)
        self.password = self.folder / "password"
        self.password.write_text(PASSWORD)
        self.profile = self.folder / "profile"
        found = None
        deadline = time.monotonic() + 30
        while not found and time.monotonic() < deadline:
            found = re.search(r"http\S+#[^\s\"<]+", self.log.read_text())
            time.sleep(0.05)
        self.call(
            "init", found.group(0), "--organisation", "Commune de Valmont", "--given-name", "Inès",
            "--family-name", "Karoui", "--email", "ines@valmont.example", "--password-file", self.password,
        )  # fmt: skip

    def call(self, *arguments, profile=None, stdout=None):
        return run([BEFFROI, "--json", "--profile", profile or self.profile, *arguments], stdout=stdout)

    def workspace(self, name):
        return json.loads(self.call("workspace", "create", name).output)

    def weigh(self, series, *arguments, stdout=None):
        """Runs a client command and adds its cost, and the server's, to a series."""
        before = self.cpu()
        one = self.call(*arguments, stdout=stdout)
        series.add(one, self.cpu() - before, self.peak_mib())
        return one


def clean(*paths):
    for path in paths:
        path = pathlib.Path(path)
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
