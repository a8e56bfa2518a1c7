"""The measurements by name, and what to say where one misses its bound."""

from lookups import crowd, look_up, many
from projects import config, hostile, npm_ci, workspaces
from starts import env, interactive, size, start, version

ALL = {part.__name__: part for part in (start, version, env, interactive, look_up, many, crowd, config, hostile, workspaces, npm_ci, size)}

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
