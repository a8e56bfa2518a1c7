"""Times whole processes: from the moment before a program is started to the moment after it has ended.

Programs take turns (A B C C B A …), so that a slow second of the machine falls on all of them, and what one leaves to the
next (a server that tidies up after its requests) does not always fall on the same one; what is compared are the medians of
one run, never numbers of two runs. They are started with posix_spawn, which costs the same however large this
process is: `subprocess` would fork, and its own work would hide differences of a tenth of a millisecond.
"""

import glob
import os
import statistics
import subprocess
import time
from typing import Callable, NamedTuple, Optional


class Program(NamedTuple):
    """What is started: `stdin` is a file, `cwd` the folder it starts in; both streams of output go nowhere. `status` is what
    it must end with."""

    name: str
    argv: list[str]
    env: dict[str, str]
    stdin: str = os.devnull
    cwd: str = "/"
    status: int = 0


class Times(NamedTuple):
    """Milliseconds, one per round: of the clock, and of the processor for the process and those that it waited for."""

    all: list[float]
    cpu: list[float] = []

    @property
    def median(self) -> float:
        return statistics.median(self.all)

    @property
    def cpu_median(self) -> float:
        return statistics.median(self.cpu)

    @property
    def p10(self) -> float:
        return sorted(self.all)[len(self.all) // 10]


class Failed(Exception):
    """A program of the benchmark did not do what it was started for, so its time would mean nothing."""


def spawn(program: Program) -> int:
    """Starts it and returns its process id."""
    streams = [
        (os.POSIX_SPAWN_OPEN, 0, program.stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(program.argv[0], program.argv, program.env, file_actions=streams)


def check(program: Program, expected: Optional[str] = None) -> str:
    """Runs it once, untimed; it must end as it should and, where `expected` is given, print that text."""
    with open(program.stdin, "rb") as stdin:
        done = subprocess.run(program.argv, env=program.env, cwd=program.cwd, stdin=stdin, capture_output=True, timeout=300)
    output = done.stdout.decode(errors="replace")
    if done.returncode != program.status or (expected is not None and expected not in output):
        raise Failed(f"{program.name}: status {done.returncode}\n{output}{done.stderr.decode(errors='replace')}")
    return output


def take_turns(
    programs: list[Program], rounds: int, warm_up: int = 2, before: Callable[[Program], None] = lambda program: None
) -> dict[str, Times]:
    """Runs each program once per round; `before` is called ahead of each start and is not timed."""
    times = {program.name: Times([], []) for program in programs}
    for turn in range(warm_up + rounds):
        for program in programs if turn % 2 == 0 else reversed(programs):
            before(program)
            os.chdir(program.cwd)
            start = time.perf_counter_ns()
            _, status, usage = os.wait4(spawn(program), 0)
            took = (time.perf_counter_ns() - start) / 1e6
            if os.waitstatus_to_exitcode(status) != program.status:
                raise Failed(f"{program.name}: status {os.waitstatus_to_exitcode(status)} in round {turn}")
            if turn >= warm_up:
                times[program.name].all.append(took)
                times[program.name].cpu.append((usage.ru_utime + usage.ru_stime) * 1e3)
    return times


def instructions(program: Program, folder: str) -> int:
    """Counts the instructions of one run, with all processes that it becomes or starts, under callgrind."""
    out = f"{folder}/callgrind"
    flags = ["--tool=callgrind", "--trace-children=yes", f"--callgrind-out-file={out}.%p"]
    check(program._replace(argv=["/usr/bin/valgrind", *flags, *program.argv]))
    total = 0
    for name in glob.glob(f"{out}.*"):
        with open(name, encoding="utf-8") as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("totals:"))
        os.remove(name)
    return total
