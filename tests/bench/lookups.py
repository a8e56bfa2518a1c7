"""What a look-up costs: beside other programs, among many items, and many at once."""

import json
import os
import time

import services
from bench import REGISTRY, TOKEN, Bench, compared, row
from measure import Program, Times, check, spawn, take_turns
from table import Row


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
    npmrc = f"registry={REGISTRY}\n"
    ours = bench.look_up("npmcred: shim, `npm view x`", npmrc, bench.bus)
    old = [bench.look_up("the build before", npmrc, bench.bus, bench.shims_of(bench.old))] if bench.old else []
    others = peers(bench)
    floor = Program("floor: C program on libdbus, *not* encrypted", [f"{bench.tools}/bench/libdbus_lookup", "bench"], bench.bus)
    check(floor, TOKEN)
    times = take_turns([ours, *old, *others, floor], bench.rounds(200))
    mine = times[ours.name]
    most = {others[0].name: 0.45, floor.name: 1.6}
    rows = [row(ours.name, mine)]
    for other in [*old, *others, floor]:
        ratio, bound = mine.median / times[other.name].median, most.get(other.name, 1)
        rows.append(row(other.name, times[other.name], f"{ratio:.2f} × of it", f"≤ {bound} ×", ratio <= bound))
    return rows


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
    return [
        row("look-up with one credential stored", times["one"]),
        compared(f"look-up among {count:,}", times["many"], times["one"], 1.1),
    ]


def crowd(bench: Bench) -> list[Row]:
    """64 look-ups started at once, by turns with the build before; each must have been handed the token."""
    builds = {"64 look-ups at once, all of them": bench.shims} | (
        {"the same with the build before": bench.shims_of(bench.old)} if bench.old else {}
    )
    programs = [bench.look_up(name, f"registry={REGISTRY}\n", bench.bus, shims) for name, shims in builds.items()]
    programs = [program._replace(env=program.env | {"BENCH_EXPECT": TOKEN}) for program in programs]
    took, failures = {program.name: Times([]) for program in programs}, 0
    for turn in range(bench.rounds(30)):
        for program in programs if turn % 2 == 0 else reversed(programs):
            begin = time.perf_counter_ns()
            children = [spawn(program) for _ in range(64)]
            failures += sum(os.waitpid(child, 0)[1] != 0 for child in children)
            took[program.name].all.append((time.perf_counter_ns() - begin) / 1e6)
    ours, *old = (took[program.name] for program in programs)
    rows = [row(programs[0].name, ours, f"{failures} failed", "none fails", failures == 0)]
    for program, times in zip(programs[1:], old):
        ratio = ours.median / times.median
        rows.append(row(program.name, times, f"{ratio:.2f} × of it", "≤ 0.6 ×", ratio <= 0.6))
    return rows
