"""A run of the benchmark: where things are, and what several measurements share.

The shim is timed in front of a tool that does nothing, standing where npm would: its process is then the look-up and nothing
else. That the credential did arrive is proved once before each timing, by a run in which the tool reads what it was handed.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack

import services
from measure import Program, Times, check
from table import Row

REGISTRY = "https://registry.bench.test/"
TOKEN = "bench-token-0123456789abcdef0123456789abcdef"


class Bench:
    """Where things are, and how many rounds: a smoke run takes a few of each, to see that the benchmark still works."""

    def __init__(self, folder: str, tools: str, npmcred: str, old: str, stack: ExitStack, smoke: bool) -> None:
        self.folder, self.tools, self.npmcred, self.old, self.stack, self.smoke = folder, tools, npmcred, old, stack, smoke
        self.shims, self.trivial = self.shims_of(npmcred), f"{folder}/trivial"
        os.mkdir(self.trivial)
        shutil.copy(f"{tools}/bench/tool", f"{self.trivial}/npm")
        self.bus = services.keyring(stack, f"{folder}/keyring")
        self.store(self.bus, REGISTRY, TOKEN)

    def shims_of(self, npmcred: str) -> str:
        """A folder in which this build stands for npm."""
        shims = tempfile.mkdtemp(prefix="shims", dir=self.folder)
        os.symlink(npmcred, f"{shims}/npm")
        return shims

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

    def look_up(self, name: str, npmrc: str, bus: dict[str, str], shims: str = "") -> Program:
        """The shim in front of the tool that does nothing, once it is proved to hand over the token."""
        shims = shims or self.shims
        env = self.home(f"home {name}", npmrc, bus, shims, self.trivial)
        program = Program(name, [f"{shims}/npm", "view", "x"], env)
        check(program._replace(env=env | {"BENCH_EXPECT": TOKEN}))
        return program


def row(what: str, times: Times, ratio: str = "", bound: str = "", met: bool | None = None) -> Row:
    cpu = f"{times.cpu_median:.2f} ms" if times.cpu else ""
    return Row(what, ratio, bound, met, len(times.all), f"{times.median:.2f} ms", f"{times.p10:.2f} ms", cpu)


def compared(what: str, times: Times, against: Times, most: float, digits: int = 2) -> Row:
    """A row whose time may be at most so many times that of another."""
    ratio = times.median / against.median
    cells = f"{ratio:.{digits}f} ×", f"≤ {most} ×"
    return row(what, times, *cells, ratio <= most)
