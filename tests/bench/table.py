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
    n: int | str = ""
    median: str = ""
    p10: str = ""
    ratio: str = ""
    bound: str = ""
    met: Optional[bool] = None


def markdown(rows: list[Row], versions: str, notes: list[str]) -> str:
    """The section's text. Says what machine it was without saying whose."""
    kernel = ".".join(platform.release().split(".")[:1])
    lines = [
        f"{datetime.date.today().isoformat()}, {os.cpu_count()} cores, {platform.machine()}, Linux {kernel}; {versions}.",
        "Whole processes that take turns; medians and ratios of one run, so compare ratios: times are this machine's.",
        "",
        "| what | n | median | p10 | ratio | bound | met |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        met = {None: "", True: "yes", False: "**no**"}[row.met]
        lines.append("| " + " | ".join([*(str(cell) for cell in row[:-1]), met]) + " |")
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
