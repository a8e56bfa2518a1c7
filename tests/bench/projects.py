"""What a project and a config file cost: many lines, hostile ones, workspaces, and a whole `npm ci`."""

import json
import os
import shutil

import services
from bench import REGISTRY, TOKEN, Bench, compared, row
from measure import Program, check, take_turns
from table import Row


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
    met = per_line[2] <= 4 and growth <= 1.5
    rows[-1] = rows[-1]._replace(ratio=f"{cells[-1]}, {growth:.2f} × one of 10,000", bound="≤ 4 µs, ≤ 1.5 ×", met=met)
    return rows


def workspaces(bench: Bench) -> list[Row]:
    """`npm ci` at the root of 200 workspaces, with 5,000 packages in the lockfile, before a tool that does nothing."""
    members = {f"packages/member-{number}": {"name": f"@bench/member-{number}", "version": "1.0.0"} for number in range(200)}
    manifest = {"name": "root", "version": "1.0.0", "workspaces": ["packages/*"]}
    packages = {"": manifest} | members
    for number in range(5_000):
        packages[f"node_modules/package-{number}"] = {
            "version": "1.0.0",
            "resolved": f"{REGISTRY}package-{number}/-/package-{number}-1.0.0.tgz",
            "integrity": f"sha512-{number:086d}==",
            "dependencies": {f"package-{(number + step) % 5_000}": "^1.0.0" for step in (1, 7, 31)},
            "engines": {"node": ">=18"},
        }
    lock = {"name": "root", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": packages}
    root = os.path.dirname(bench.file("workspaces/package.json", json.dumps(manifest, indent=2)))
    bench.file("workspaces/package-lock.json", json.dumps(lock, indent=2))
    for folder, member in members.items():
        bench.file(f"workspaces/{folder}/package.json", json.dumps(member, indent=2))
    env = bench.home("home workspaces", f"registry={REGISTRY}\n", bench.bus, bench.shims, bench.trivial)
    bare = Program("bare", [f"{bench.trivial}/npm", "ci"], env, cwd=root)
    empty = Program("empty", [f"{bench.shims}/npm", "ci"], env)
    ours = Program("ours", [f"{bench.shims}/npm", "ci"], env, cwd=root)
    check(ours._replace(env=env | {"BENCH_EXPECT": TOKEN}))
    times = take_turns([bare, empty, ours], bench.rounds(200))
    added = times["ours"].median - times["bare"].median
    return [
        row("a tool that does nothing, `npm ci`", times["bare"]),
        row("the same behind the shim, in an empty folder", times["empty"]),
        row("in 200 workspaces, 5,000 packages locked", times["ours"], f"+{added:.2f} ms", "≤ +15 ms", added <= 15),
    ]


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

    def program(name: str, npmrc: str, npm: str, *path: str, check_setting: str = "off") -> Program:
        env = bench.home(f"home {name}", npmrc, bench.bus, *path) | {"NPMCRED_CHECK": check_setting}
        project = os.path.dirname(bench.file(f"project {name}/package.json", manifest))
        check(Program(f"{name}: lock file", [npm, "install", "--package-lock-only", *flags], env, cwd=project))
        return Program(name, [npm, "ci", *flags], env, cwd=project)

    def clear(program: Program) -> None:
        shutil.rmtree(f"{program.cwd}/node_modules", ignore_errors=True)
        shutil.rmtree(f"{bench.folder}/cache", ignore_errors=True)
        # Nothing is remembered, so that each round asks.
        shutil.rmtree(f"{program.env['HOME']}/.local/share/npmcred", ignore_errors=True)

    bare = program("plaintext", literal, f"{prefix}/npm", prefix)
    shim = program("shim", scope, f"{bench.shims}/npm", bench.shims, prefix)
    asking = program("asking shim", scope, f"{bench.shims}/npm", bench.shims, prefix, check_setting="on")
    times = take_turns([bare, shim, asking], bench.rounds(30), warm_up=1, before=clear)
    return [
        row(f"`npm ci` of {count} private packages, token in `.npmrc`", times["plaintext"]),
        compared("the same behind the shim, token in the store", times["shim"], times["plaintext"], 1.01, 3),
        compared("the same while the registry is asked", times["asking shim"], times["shim"], 1.01, 3),
    ]
