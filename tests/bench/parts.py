"""The measurements, one function each: what is compared with what, and the bound that npmcred promises.

The shim is timed in front of a tool that does nothing, standing where npm would: its process is then the look-up and nothing
else. That the credential did arrive is proved once before each timing, by a run in which the tool reads what it was handed.
"""

import json
import os
import shutil
import time
from contextlib import ExitStack

import services
from measure import Failed, Program, Times, check, spawn, take_turns
from table import Row

REGISTRY = "https://registry.bench.test/"
TOKEN = "bench-token-0123456789abcdef0123456789abcdef"


class Bench:
    """Where things are, and how many rounds: a smoke run takes a few of each, to see that the benchmark still works."""

    def __init__(self, folder: str, tools: str, npmcred: str, stack: ExitStack, smoke: bool) -> None:
        self.folder, self.tools, self.npmcred, self.stack, self.smoke = folder, tools, npmcred, stack, smoke
        self.shims, self.trivial = f"{folder}/shims", f"{folder}/trivial"
        os.mkdir(self.shims)
        os.symlink(npmcred, f"{self.shims}/npm")
        os.mkdir(self.trivial)
        shutil.copy(f"{tools}/bench/tool", f"{self.trivial}/npm")
        self.bus = services.keyring(stack, f"{folder}/keyring")
        self.store(self.bus, REGISTRY, TOKEN)

    def rounds(self, full: int) -> int:
        return 3 if self.smoke else full

    def file(self, name: str, text: str) -> str:
        """Writes a file below the folder of this run and returns its path."""
        path = f"{self.folder}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def home(self, name: str, npmrc: str, bus: dict[str, str], *path: str) -> dict[str, str]:
        """An environment whose home holds that `.npmrc`, with `path` ahead on PATH."""
        config = self.file(f"{name}/.npmrc", npmrc)
        return bus | {"HOME": os.path.dirname(config), "PATH": ":".join([*path, "/usr/bin", "/bin"])}

    def store(self, bus: dict[str, str], registry: str, token: str) -> None:
        stdin = self.file("token", token)
        check(Program("npmcred store", [self.npmcred, "store", "--registry", registry], bus, stdin))

    def look_up(self, name: str, npmrc: str, bus: dict[str, str]) -> Program:
        """The shim in front of the tool that does nothing, once it is proved to hand over the token."""
        env = self.home(f"home {name}", npmrc, bus, self.shims, self.trivial)
        program = Program(name, [f"{self.shims}/npm", "view", "x"], env)
        check(program._replace(env=env | {"BENCH_EXPECT": TOKEN}))
        return program


def row(what: str, times: Times, ratio: str = "", bound: str = "", met: bool | None = None) -> Row:
    return Row(what, len(times.all), f"{times.median:.2f} ms", f"{times.p10:.2f} ms", ratio, bound, met)


def start(bench: Bench) -> list[Row]:
    """A command that needs no registry: what the shim adds to the start of a tool."""
    env = bench.home("home start", f"registry={REGISTRY}\n", bench.bus, bench.shims, bench.trivial)
    bare = Program("bare", [f"{bench.trivial}/npm", "run", "x"], env)
    shim = Program("shim", [f"{bench.shims}/npm", "run", "x"], env)
    times = take_turns([bare, shim], bench.rounds(500))
    added = times["shim"].median - times["bare"].median
    return [
        row("a tool that does nothing, `npm run x`", times["bare"]),
        row("the same behind the shim", times["shim"], f"+{added:.2f} ms", "≤ +0.5 ms", added <= 0.5),
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
    ratio = times["shim"].median / times["bare"].median
    return [
        row("`npm --version`", times["bare"]),
        row("the same behind the shim", times["shim"], f"{ratio:.3f} ×", "≤ 1.02 ×", ratio <= 1.02),
    ]


def peers(bench: Bench) -> list[Program]:
    """Other programs that look up one secret in the same keyring, each stored by itself and proved to be found."""
    tools, bus = f"{bench.tools}/bench", bench.bus
    token = bench.file("peers/token", TOKEN)
    index = {"index-url": "sparse+https://cargo.bench.test/", "name": "bench"}
    ask = {"v": 1, "registry": index, "args": []}
    docker = {"ServerURL": "https://docker.bench.test", "Username": "bench", "Secret": TOKEN}
    python = bus | {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}

    def peer(name: str, put: tuple[list[str], str], get: tuple[list[str], str], env: dict[str, str] = bus) -> Program:
        check(Program(f"{name} (storing)", put[0], env, put[1]))
        program = Program(name, get[0], env, get[1])
        check(program, TOKEN)
        return program

    cargo = [f"{tools}/cargo-credential-libsecret", "--cargo-plugin"]
    docker_tool = "/usr/bin/docker-credential-secretservice"
    key = ["bench", "secret-tool"]
    return [
        peer(
            "C program on libsecret, encrypted session",
            ([f"{tools}/libsecret_lookup", "store", "bench"], token),
            ([f"{tools}/libsecret_lookup", "lookup", "bench"], os.devnull),
        ),
        peer(
            "secret-tool",
            (["/usr/bin/secret-tool", "store", "--label=bench", *key], token),
            (["/usr/bin/secret-tool", "lookup", *key], os.devnull),
        ),
        peer(
            "docker-credential-secretservice",
            ([docker_tool, "store"], bench.file("peers/docker", json.dumps(docker))),
            ([docker_tool, "get"], bench.file("peers/docker-url", docker["ServerURL"])),
        ),
        peer(
            "cargo-credential-libsecret",
            (cargo, bench.file("peers/login", json.dumps(ask | {"kind": "login", "token": TOKEN}) + "\n")),
            (cargo, bench.file("peers/get", json.dumps(ask | {"kind": "get", "operation": "read"}) + "\n")),
        ),
        peer(
            "Python keyring",
            ([f"{tools}/python/bin/keyring", "set", "bench", "python"], token),
            ([f"{tools}/python/bin/keyring", "get", "bench", "python"], os.devnull),
            python,
        ),
    ]


def look_up(bench: Bench) -> list[Row]:
    """One secret out of an unlocked keyring, the whole process."""
    ours = bench.look_up("npmcred: shim, `npm view x`", f"registry={REGISTRY}\n", bench.bus)
    others = peers(bench)
    floor = Program("floor: C program on libdbus, *not* encrypted", [f"{bench.tools}/bench/libdbus_lookup", "bench"], bench.bus)
    check(floor, TOKEN)
    times = take_turns([ours, *others, floor], bench.rounds(200))
    mine = times[ours.name]
    rows = [row(ours.name, mine)]
    for position, other in enumerate(others):
        ratio = mine.median / times[other.name].median
        bound, met = ("≤ 0.85 ×", ratio <= 0.85) if position == 0 else ("< 1 ×", ratio < 1)
        rows.append(row(other.name, times[other.name], f"{ratio:.2f} × of it", bound, met))
    return [*rows, row(floor.name, times[floor.name], f"{mine.median / times[floor.name].median:.2f} × of it")]


def many(bench: Bench) -> list[Row]:
    """The same look-up in a keyring that holds the credentials of a thousand other hosts."""
    count = 20 if bench.smoke else 1000
    crowded = services.keyring(bench.stack, f"{bench.folder}/keyring-of-many")
    for number in range(count - 1):
        bench.store(crowded, f"https://registry{number}.bench.test/", f"other-token-{number}")
    bench.store(crowded, REGISTRY, TOKEN)
    one = bench.look_up("one", f"registry={REGISTRY}\n", bench.bus)
    among = bench.look_up("many", f"registry={REGISTRY}\n", crowded)
    times = take_turns([one, among], bench.rounds(200))
    ratio = times["many"].median / times["one"].median
    return [
        row("look-up with one credential stored", times["one"]),
        row(f"look-up among {count:,}", times["many"], f"{ratio:.2f} ×", "≤ 1.2 ×", ratio <= 1.2),
    ]


def crowd(bench: Bench) -> list[Row]:
    """64 look-ups started at once; each must have been handed the token."""
    program = bench.look_up("crowd", f"registry={REGISTRY}\n", bench.bus)
    program = program._replace(env=program.env | {"BENCH_EXPECT": TOKEN})
    took, failures = [], 0
    for _ in range(bench.rounds(20)):
        begin = time.perf_counter_ns()
        children = [spawn(program) for _ in range(64)]
        failures += sum(os.waitpid(child, 0)[1] != 0 for child in children)
        took.append((time.perf_counter_ns() - begin) / 1e6)
    return [row("64 look-ups at once, all of them", Times(took), f"{failures} failed", "none fails", failures == 0)]


def config_lines(count: int) -> str:
    """An `.npmrc` of that many lines, of the kinds that people have in theirs, after the one that names the registry."""
    kinds = (
        "; note {0}",
        "@scope{0}:registry=https://host{0}.bench.test/npm/",
        "//host{0}.bench.test/npm/:always-auth=true",
        "setting-{0} = ${{HOME}}/{0}",
    )
    lines = (kinds[number % len(kinds)].format(number) for number in range(count - 1))
    return "\n".join([f"registry={REGISTRY}", *lines, ""])


def config(bench: Bench) -> list[Row]:
    """A look-up whose user config has many lines: the time per line may not grow with their number.

    Ten times the lines no longer fit in the processor's cache, so a line may cost somewhat more; were the reader quadratic, it
    would cost ten times as much.
    """
    sizes = (1, 1_000, 10_000, 100_000)
    programs = [bench.look_up(f"`.npmrc` of {size:,} lines", config_lines(size), bench.bus) for size in sizes]
    times = take_turns(programs, bench.rounds(60))
    base, *rest = (times[program.name] for program in programs)
    per_line = [(t.median - base.median) * 1000 / size for t, size in zip(rest, sizes[1:])]
    growth = per_line[2] / per_line[1]
    cells = [f"{each:.2f} µs a line" for each in per_line]
    rows = [row(program.name, t, cell) for program, t, cell in zip(programs[1:], rest, cells)]
    rows[-1] = rows[-1]._replace(ratio=f"{cells[-1]}, {growth:.2f} ×", bound="≤ 1.5 × a line of 10,000", met=growth <= 1.5)
    return rows


def hostile(bench: Bench) -> list[Row]:
    """A look-up in projects that were made to be slow, against one in an empty project."""
    scopes = "".join(f"@scope{number}:registry=https://host{number}.bench.test/npm/\n" for number in range(2_000))
    # A folder above the project decides by its patterns whether it is the root.
    patterns = ["p" + str(number) for number in range(40_000)]
    shapes = {
        "an empty project": ("", {}),
        "a project that names 2,000 scopes": (scopes, {}),
        "one below 40,000 patterns for workspaces": ("", {"workspaces": patterns}),
        "one below a pattern of 40,000 alternatives": ("", {"workspaces": ["{" + "a," * 40_000 + "x}"]}),
        "one below a pattern of 30,000 nested groups": ("", {"workspaces": ["@(" * 30_000]}),
        "one with a manifest of 4 MiB": ("", {"dependencies": {f"d{number}": "1.0.0" for number in range(220_000)}}),
    }
    env = bench.home("home hostile", f"registry={REGISTRY}\n", bench.bus, bench.shims, bench.trivial)
    programs = []
    for name, (npmrc, manifest) in shapes.items():
        above = os.path.dirname(bench.file(f"hostile {name}/package.json", json.dumps({"name": "root"} | manifest)))
        bench.file(f"hostile {name}/below/package.json", json.dumps({"name": "project"} | manifest))
        bench.file(f"hostile {name}/below/.npmrc", npmrc)
        programs.append(Program(name, [f"{bench.shims}/npm", "view", "x"], env, cwd=f"{above}/below"))
        check(programs[-1]._replace(env=env | {"BENCH_EXPECT": TOKEN}))
    times = take_turns(programs, bench.rounds(60))
    base = times[programs[0].name]
    rows = [row(programs[0].name, base)]
    for program in programs[1:]:
        added = times[program.name].median - base.median
        rows.append(row(program.name, times[program.name], f"+{added:.2f} ms", "≤ +50 ms", added <= 50))
    return rows


def npm_ci(bench: Bench) -> list[Row]:
    """`npm ci` of private packages from a loopback registry with an empty cache, token in the store or in `.npmrc`."""
    count = 5 if bench.smoke else 100
    registry = services.Registry(bench.stack, f"{bench.folder}/registry", bench.tools)
    names = [f"@bench/package-{number}" for number in range(count)]
    for name in names:
        registry.publish(name)
    bench.store(bench.bus, registry.url, registry.token)
    prefix = f"{bench.tools}/npm/12/bin"
    scope = f"@bench:registry={registry.url}\n"
    literal = scope + registry.url.removeprefix("http:") + f":_authToken={registry.token}\n"
    manifest = json.dumps({"name": "ci", "version": "1.0.0", "dependencies": dict.fromkeys(names, "1.0.0")})
    flags = ["--no-audit", "--no-fund", "--cache", f"{bench.folder}/cache"]

    def program(name: str, npmrc: str, npm: str, *path: str) -> Program:
        env = bench.home(f"home {name}", npmrc, bench.bus, *path)
        project = os.path.dirname(bench.file(f"project {name}/package.json", manifest))
        check(Program(f"{name}: lock file", [npm, "install", "--package-lock-only", *flags], env, cwd=project))
        return Program(name, [npm, "ci", *flags], env, cwd=project)

    def clear(program: Program) -> None:
        shutil.rmtree(f"{program.cwd}/node_modules", ignore_errors=True)
        shutil.rmtree(f"{bench.folder}/cache", ignore_errors=True)

    bare = program("plaintext", literal, f"{prefix}/npm", prefix)
    shim = program("shim", scope, f"{bench.shims}/npm", bench.shims, prefix)
    times = take_turns([bare, shim], bench.rounds(25), warm_up=1, before=clear)
    ratio = times["shim"].median / times["plaintext"].median
    return [
        row(f"`npm ci` of {count} private packages, token in `.npmrc`", times["plaintext"]),
        row("the same behind the shim, token in the store", times["shim"], f"{ratio:.3f} ×", "≤ 1.03 ×", ratio <= 1.03),
    ]


def env(bench: Bench) -> list[Row]:
    """What a start file waits for, against the least that the program does: as a shim it looks for its tool and finds none."""
    home = bench.home("home env", "", bench.bus, bench.trivial)
    least = Program("least", [f"{bench.shims}/npm"], home | {"PATH": "/nonexistent"}, status=127)
    ours = Program("env", [bench.npmcred, "env"], home)
    check(least)
    check(ours, "PATH")
    times = take_turns([least, ours], bench.rounds(500))
    mine, ratio = times["env"], times["env"].median / times["least"].median
    met = ratio <= 1.5 and mine.median <= 5
    return [
        row("the start of the program: a shim that finds no npm", times["least"]),
        row("`npmcred env`", mine, f"{ratio:.2f} ×", "≤ 1.5 ×, ≤ 5 ms", met),
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
        Row("the program, stripped", ratio=f"{disk / mib:.2f} MiB", bound="≤ 5.5 MiB", met=disk <= 5.5 * mib),
        Row("peak memory of a look-up", bench.rounds(20), ratio=f"{peak / 1024:.2f} MiB", bound="≤ 8 MiB", met=peak <= 8 * 1024),
    ]


ALL = {part.__name__: part for part in (start, version, env, interactive, look_up, many, crowd, config, hostile, npm_ci, size)}

# Said below the table where a bound of that part was missed.
REASONS = {
    "start": "what is left is the start of a process: the kernel maps the program and its own addresses are put in.",
    "version": "repeat it on an idle machine before believing it: the shim's own share is the line above, well below 1 ms.",
    "env": "what is beyond the start is finding the home and our own file, and looking at each shim.",
    "interactive": "repeat it on an idle machine before believing it: it is one start of the program and a prompt hook.",
    "look_up": "most of it is the key agreement of the encrypted session, in Rust without a C library, where libsecret's is "
    "hand-written assembly; the rest is waiting for the daemon, which all of them do.",
    "many": "the daemon searches its items one by one.",
    "crowd": "a look-up failed.",
    "config": "the time per line grew.",
    "hostile": "what a project says is read once, and bounded in length, depth and work; this one takes longer.",
    "npm_ci": "repeat it on an idle machine before believing it: two plain runs differ from one another by more.",
    "size": "the larger parts are TLS with HTTP, and the Secret Service client with its cryptography.",
}
