"""What a start costs: of the shim, of npm behind it, of `npmcred env`, of a shell; and the program's size."""

import os

from bench import REGISTRY, Bench, compared, row
from measure import Failed, Program, check, instructions, take_turns
from table import Row


def start(bench: Bench) -> list[Row]:
    """A command that needs no registry: what the shim adds to the start of a tool."""
    env = bench.home("home start", f"registry={REGISTRY}\n", bench.bus, bench.shims, bench.trivial)
    bare = Program("bare", [f"{bench.trivial}/npm", "run", "x"], env)
    shim = Program("shim", [f"{bench.shims}/npm", "run", "x"], env)
    times = take_turns([bare, shim], bench.rounds(500))
    added = times["shim"].median - times["bare"].median
    return [
        row("a tool that does nothing, `npm run x`", times["bare"]),
        row("the same behind the shim", times["shim"], f"+{added:.2f} ms", "≤ +0.25 ms", added <= 0.25),
    ]


def version(bench: Bench) -> list[Row]:
    """The real npm, saying its version."""
    prefix = f"{bench.tools}/npm/12/bin"
    env = bench.home("home version", "", bench.bus, bench.shims, prefix)
    bare = Program("bare", [f"{prefix}/npm", "--version"], env | {"PATH": f"{prefix}:/usr/bin:/bin"})
    shim = Program("shim", [f"{bench.shims}/npm", "--version"], env)
    if check(bare) != check(shim):
        raise Failed("npm --version differs behind the shim")
    times = take_turns([bare, shim], bench.rounds(120))
    # The clock cannot tell a hundredth of this: npm's own runs differ by more. Callgrind loses what a process did before it
    # becomes another, so a shim that finds no npm is counted.
    alone = Program("alone", shim.argv, env | {"PATH": "/nonexistent"}, status=127)
    own = instructions(alone, bench.folder)
    counted = 1 + own / instructions(bare, bench.folder)
    return [
        row("`npm --version`", times["bare"]),
        row("the same behind the shim", times["shim"], f"{times['shim'].median / times['bare'].median:.3f} ×"),
        Row(f"the same by instructions: {own:,} of the shim's", f"{counted:.4f} ×", "≤ 1.01 ×", counted <= 1.01, 1),
    ]


def env(bench: Bench) -> list[Row]:
    """What a start file waits for, against the least that the program does: as a shim it looks for its tool and finds none."""
    home = bench.home("home env", "", bench.bus, bench.trivial)
    least = Program("least", [f"{bench.shims}/npm"], home | {"PATH": "/nonexistent"}, status=127)
    ours = Program("env", [bench.npmcred, "env"], home)
    check(least)
    check(ours, "PATH")
    times = take_turns([least, ours], bench.rounds(500))
    return [
        row("the start of the program: a shim that finds no npm", times["least"]),
        compared("`npmcred env`", times["env"], times["least"], 1.3),
    ]


def interactive(bench: Bench) -> list[Row]:
    """A new interactive shell up to the end of its second prompt, in a home where `npmcred setup` was and in one where it was not."""
    rows = []
    # Setup asks npm who it is, to see that the shim reaches it.
    npm = bench.file("some npm/npm", "#!/bin/sh\necho 12.0.0\n")
    os.chmod(npm, 0o755)
    for shell in ("bash", "zsh"):
        lines = bench.file(f"lines {shell}", "true\nexit 0\n")
        programs = []
        for name in (f"a new interactive {shell}", f"the same after `npmcred setup`, {shell}"):
            variables = bench.home(f"home {name}", "", bench.bus, os.path.dirname(npm)) | {"SHELL": f"/usr/bin/{shell}", "TERM": "dumb"}
            bench.file(f"home {name}/.{shell}rc", "PS1='> '\n")
            if programs:
                check(Program(f"setup for {shell}", [bench.npmcred, "setup", "--yes"], variables))
            program = Program(name, [f"/usr/bin/{shell}", "-i"], variables, lines)
            asks = bench.file(f"asks {shell}", "command -v npm\nexit 0\n")
            folder = "npmcred/bin/npm" if programs else npm
            check(program._replace(stdin=asks), folder)
            programs.append(program)
        times = take_turns(programs, bench.rounds(200))
        without, with_us = (times[program.name] for program in programs)
        added = with_us.median - without.median
        rows.append(row(programs[0].name, without))
        rows.append(row(programs[1].name, with_us, f"+{added:.2f} ms", "≤ +10 ms", added <= 10))
    return rows


def size(bench: Bench) -> list[Row]:
    """The program on disk and in memory."""
    program = bench.look_up("size", f"registry={REGISTRY}\n", bench.bus)
    measured = Program("peak", [f"{bench.tools}/bench/peak", *program.argv], program.env)
    peak = max(int(check(measured)) for _ in range(bench.rounds(20)))
    disk = os.stat(bench.npmcred).st_size
    mib = 1024 * 1024
    return [
        Row("the program, stripped", f"{disk / mib:.2f} MiB", "≤ 4.9 MiB", disk <= 4.9 * mib),
        Row("peak memory of a look-up", f"{peak / 1024:.2f} MiB", "≤ 3 MiB", peak <= 3 * 1024, bench.rounds(20)),
    ]
