"""The table of results, and its place in tests/README.md: between two markers, so that the rest of that page is left alone."""

import datetime
import os
import platform
import re
from typing import NamedTuple, Optional

BEGIN, END = "<!-- bench: written by tests/bench/run -->", "<!-- bench: end -->"


class Row(NamedTuple):
    """One line; cells that do not apply are empty. `met` is None for a line that is only there to compare with."""

    what: str
    ratio: str = ""
    bound: str = ""
    met: Optional[bool] = None
    n: int | str = ""
    median: str = ""
    p10: str = ""
    cpu: str = ""


def processor() -> str:
    """What the processor calls itself."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = (line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
        return next(names, "processor")


def markdown(rows: list[Row], versions: str, notes: list[str]) -> str:
    """The section's text. Says what machine it was without saying whose."""
    kernel = ".".join(platform.release().split(".")[:1])
    load = os.getloadavg()[1]
    lines = [
        f"{datetime.date.today().isoformat()}, {os.cpu_count()} × {processor()}, {platform.machine()}, Linux {kernel}; {versions}.",
        "Whole processes that take turns; medians of one run, so compare ratios: times are this machine's. The processor's time is",
        f"beside the clock's, because other work was going on: {load:.1f} processes wanted to run, on average, when it ended.",
        "",
        "| what | ratio | bound | met | n | median | p10 | processor |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        met = {None: "", True: "yes", False: "**no**"}[row.met]
        lines.append("| " + " | ".join(str(cell) for cell in row._replace(met=met)) + " |")
    return "\n".join([*lines, *([""] if notes else []), *notes])


def write(page: str, text: str) -> None:
    """Replaces what stands between the markers of `page`, or adds the section at its end."""
    section = f"{BEGIN}\n{text}\n{END}"
    try:
        with open(page, encoding="utf-8") as file:
            old = file.read()
    except FileNotFoundError:
        old = "# Tests\n"
    if BEGIN in old:
        new = re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: section, old, flags=re.DOTALL)
    else:
        new = f"{old.rstrip()}\n\n## Benchmark\n\n`tests/bench/run` measures this and writes it here.\n\n{section}\n"
    with open(page, "w", encoding="utf-8") as file:
        file.write(new)
