"""What the benchmark runs against: a session bus with gnome-keyring on it, and a registry; all private, all ended at exit.

The keyring is the real daemon, unlocked with an empty data folder, on a bus of its own: the user's keyring is never touched.
"""

import base64
import hashlib
import io
import json
import os
import socket
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
"""

REGISTRY_CONFIG = """storage: {folder}/storage
auth: {{htpasswd: {{file: {folder}/htpasswd, algorithm: bcrypt, rounds: 4}}}}
packages: {{"@bench/*": {{access: $authenticated, publish: $authenticated}}}}
log: {{type: stdout, format: json, level: error}}
max_body_size: 10mb
"""


def wait_for(what: str, ready, seconds: float = 20) -> None:
    """Asks `ready` until it says yes."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come up in {seconds} s")
        time.sleep(0.05)


def start(stack: ExitStack, argv: list[str], env: dict[str, str], **options) -> subprocess.Popen:
    """Starts a process that ends with `stack`."""
    process = subprocess.Popen(argv, env=env, stderr=subprocess.DEVNULL, **options)

    def end() -> None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    stack.callback(end)
    return process


def keyring(stack: ExitStack, folder: str) -> dict[str, str]:
    """Starts a bus and an unlocked gnome-keyring in `folder`; returns the environment that reaches them."""
    os.makedirs(folder, mode=0o700)
    socket_path = f"{folder}/bus"
    with open(f"{folder}/bus.conf", "w", encoding="utf-8") as file:
        file.write(BUS_CONFIG.format(socket=socket_path))
    env = {
        "PATH": "/usr/bin:/bin",
        "HOME": folder,
        "XDG_RUNTIME_DIR": folder,
        "XDG_DATA_HOME": f"{folder}/data",
        "XDG_CONFIG_HOME": f"{folder}/config",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={socket_path}",
        "LC_ALL": "C.UTF-8",
    }
    start(stack, ["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork"], env)
    wait_for("dbus-daemon", lambda: os.path.exists(socket_path))
    daemon = start(
        stack,
        ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"],
        env,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    daemon.stdin.write(b"bench")
    daemon.stdin.close()
    ask = ["dbus-send", "--session", "--dest=org.freedesktop.DBus", "--print-reply", "/", "org.freedesktop.DBus.NameHasOwner"]

    def owned() -> bool:
        answer = subprocess.run([*ask, "string:org.freedesktop.secrets"], env=env, capture_output=True, timeout=10)
        return b"true" in answer.stdout

    wait_for("gnome-keyring", owned)
    return env


class Registry:
    """A loopback Verdaccio whose `@bench` packages need a token to be read; `token` is one."""

    def __init__(self, stack: ExitStack, folder: str, tools: str) -> None:
        os.makedirs(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        with open(f"{folder}/config.yaml", "w", encoding="utf-8") as file:
            file.write(REGISTRY_CONFIG.format(folder=folder))
        program = [f"{tools}/node/22/bin/node", f"{tools}/verdaccio/node_modules/verdaccio/bin/verdaccio"]
        arguments = ["--config", f"{folder}/config.yaml", "--listen", f"127.0.0.1:{port}"]
        start(stack, program + arguments, {"HOME": folder, "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL)
        wait_for("verdaccio", self.answers)
        user = {"name": "bench", "password": "bench-password", "type": "user"}
        self.token = self.put("-/user/org.couchdb.user:bench", user)["token"]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}-/ping", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def put(self, path: str, document: dict) -> dict:
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "token"):
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url + path, json.dumps(document).encode(), headers, method="PUT")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def publish(self, name: str) -> None:
        """Publishes version 1.0.0 of a package with two small files in it."""
        manifest = {"name": name, "version": "1.0.0", "main": "index.js"}
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            for path, text in (("package.json", json.dumps(manifest)), ("index.js", "module.exports = 1\n")):
                entry = tarfile.TarInfo(f"package/{path}")
                entry.size = len(text)
                archive.addfile(entry, io.BytesIO(text.encode()))
        data = packed.getvalue()
        file = f"{name.split('/')[1]}-1.0.0.tgz"
        sums = {
            "shasum": hashlib.sha1(data).hexdigest(),
            "integrity": "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode(),
        }
        version = manifest | {"dist": sums | {"tarball": f"{self.url}{name}/-/{file}"}}
        attachment = {"content_type": "application/octet-stream", "data": base64.b64encode(data).decode(), "length": len(data)}
        document = {"_id": name, "name": name, "dist-tags": {"latest": "1.0.0"}}
        document |= {"versions": {"1.0.0": version}, "_attachments": {file: attachment}}
        self.put(name.replace("/", "%2f"), document)
