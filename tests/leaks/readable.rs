//! While npm runs as a child, nobody of the same user reads our memory, in which what the config
//! files held still is.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use super::support::tools;

/// Somebody who is not root, of whom root can tell what belongs to whom.
const SOMEBODY: &str = "65534";

fn write(file: &Path, text: &str) {
    std::fs::write(file, text).unwrap();
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).unwrap();
}

/// Linux gives what tells of a process's memory to root while the process is not to be read.
#[test]
fn who_waits_for_npm_is_not_to_be_read() {
    let root = tempfile::tempdir().unwrap();
    std::fs::set_permissions(root.path(), PermissionsExt::from_mode(0o755)).unwrap();
    for folder in ["front", "tools", "home"] {
        std::fs::create_dir(root.path().join(folder)).unwrap();
    }
    let home = root.path().join("home");
    std::fs::set_permissions(&home, PermissionsExt::from_mode(0o777)).unwrap();
    let program = root.path().join("npmcred");
    std::fs::copy(tools::program(), &program).unwrap();
    symlink(&program, root.path().join("front/npm")).unwrap();
    write(
        &root.path().join("tools/npm"),
        "#!/bin/sh\nstat -c %u \"/proc/$PPID/mem\"\nulimit -c\n",
    );
    std::fs::write(home.join(".npmrc"), "//h.invalid/:_authToken=secret\n").unwrap();
    let path = format!("{0}/front:{0}/tools:/usr/bin:/bin", root.path().display());
    let script = "ulimit -Sc 1000 && exec npm config set fund=false";
    let is_root = rustix::process::geteuid().is_root();
    let mut command = Command::new(if is_root {
        "/usr/bin/setpriv"
    } else {
        "/bin/sh"
    });
    if is_root {
        command.args([
            "--reuid",
            SOMEBODY,
            "--regid",
            SOMEBODY,
            "--clear-groups",
            "/bin/sh",
        ]);
    }
    command
        .args(["-c", script])
        .current_dir(&home)
        .env_clear()
        .env("PATH", path)
        .env("HOME", &home);
    let done = command.output().unwrap();
    let said = String::from_utf8(done.stdout.clone()).unwrap();
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        ["0", "1000"],
        "its owner, and npm's own limit: {done:?}"
    );
}
