"""The measurements by name, and what to say where one misses its bound."""

from lookups import crowd, look_up, many
from projects import config, hostile, npm_ci, workspaces
from starts import env, interactive, size, start, version

ALL = {part.__name__: part for part in (start, version, env, interactive, look_up, many, crowd, config, hostile, workspaces, npm_ci, size)}

# Said below the table where a bound of that part was missed.
REASONS = {
    "start": "what is left is the start of a process: the kernel maps the program and its own addresses are put in.",
    "version": "the shim's own instructions are few: npm ran fewer than usual.",
    "env": "what is beyond the start is finding the home and our own file, and looking at each shim.",
    "interactive": "repeat it on an idle machine before believing it: it is one start of the program and a prompt hook.",
    "look_up": "half of the time is the daemon's: it makes two exponentiations of 1,024 bits for each session, 2.5 ms, before it "
    "can answer. That alone is as much as the floor takes for everything. The shim reads npm's configuration besides, and hands over.",
    "many": "the daemon searches its items one by one.",
    "crowd": "the daemon serves one after the other, and its own exponentiations are what all of them wait for.",
    "config": "a line that gives a scope a registry is dear: its address is parsed, and it is decided for by itself.",
    "workspaces": "each workspace is a manifest to read.",
    "hostile": "what a project says is read once, and bounded in length, depth and work; this one takes longer.",
    "npm_ci": "repeat it on an idle machine before believing it: two plain runs differ from one another by more.",
    "size": "the larger parts are TLS with HTTP, the bus library, and the command line's parser; see below.",
}
