//! pnpm, which npmcred has no way to hand a credential to on Windows.

use crate::machine::{Machine, NEWEST};
use std::fs;

/// In the place of a pnpm that is installed by npm: says how it was called.
const STAND_IN: &str = "@echo real %*\r\n";

#[test]
fn it_runs_bare_and_its_login_is_refused() {
    let machine = Machine::take();
    machine.install(NEWEST);
    let kept = "registry=http://127.0.0.1:9/\n//127.0.0.1:9/:_authToken=own\n";
    machine.write_npmrc(kept);
    let (shim, package) = (machine.c("npmcred"), machine.c("prefix/node_modules/pnpm"));
    fs::copy(shim.join("npm.exe"), shim.join("pnpm.exe")).unwrap();
    fs::create_dir_all(&package).unwrap();
    let manifest = r#"{"name": "pnpm", "version": "11.28.11"}"#;
    fs::write(package.join("package.json"), manifest).unwrap();
    fs::write(machine.c("prefix/pnpm.cmd"), STAND_IN).unwrap();
    let run = |words: &str| {
        let line = format!(r"set PATH=C:\prefix;%PATH%& C:\npmcred\pnpm.exe {words}");
        machine.run(&["cmd", "/d", "/c", &line], "")
    };
    let before = fs::read(machine.npmrc()).unwrap();
    let installed = run("install");
    assert_eq!(installed.status, 0, "{installed:?}");
    assert_eq!(installed.out.trim(), "real install", "{installed:?}");
    let note = "npmcred: note: pnpm is handed no credential on this system yet";
    assert_eq!(installed.err.trim(), note, "{installed:?}");
    let refused = run("login");
    assert_eq!(refused.status, 7, "{refused:?}");
    assert_eq!(refused.out, "", "{refused:?}");
    let left = run("logout");
    assert_eq!(left.out.trim(), "real logout", "{left:?}");
    assert_eq!(fs::read(machine.npmrc()).unwrap(), before);
}
