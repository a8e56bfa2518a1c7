//! How often the credential can be read: once, or twice where the project asks for another pnpm,
//! which the installed one starts.
//!
//! A stand-in takes the place of pnpm, because a real switch fetches a pnpm and checks its
//! signature at the public registry. It reads as the two of them do.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::world::World;

/// Reads the file as often as it is told, and tells what it found; then waits until it is gone.
const STAND_IN: &str = r#"#!/usr/bin/env node
const fs = require('fs')
const file = process.env.PNPM_CONFIG_NPMRC_AUTH_FILE || '/dev/null'
// Kept open: what is looked at through it does not count as a reader.
const held = fs.openSync(file)
const now = () => {
  const bytes = Buffer.alloc(4096)
  return bytes.toString('latin1', 0, fs.readSync(held, bytes, 0, bytes.length, 0)).includes('_authToken')
}
const sleep = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
const found = []
for (let at = 0; at < Number(process.env.READS); at++) {
  // Long enough for a watcher that would take it back too early.
  if (at > 0) sleep(300)
  found.push(fs.readFileSync(file, 'latin1').includes('_authToken'))
}
const until = Date.now() + 20000
while (now() && Date.now() < until) sleep(5)
console.log(JSON.stringify({ found, gone: !now() }))
"#;

fn told(world: &World, manifest: &serde_json::Value, typed: &str, reads: u32) -> String {
    let folder = world.lab.project("app", manifest);
    let path = format!(
        "{}:{}:{}:/usr/bin:/bin",
        world.lab.path("front").display(),
        world.lab.path("stand-in/bin").display(),
        world.lab.path("prefix/bin").display()
    );
    let run = world.run(&folder, typed).env("PATH", path);
    let done = run.env("READS", reads.to_string()).run().expect(0);
    done.out().trim().to_owned()
}

fn stand_in(major: u32) -> World {
    let world = World::stored(12);
    let package = "stand-in/lib/node_modules/pnpm";
    let manifest = json!({ "name": "pnpm", "version": format!("{major}.1.0") });
    world
        .lab
        .write(format!("{package}/package.json"), manifest.to_string());
    let program = world.lab.write(format!("{package}/bin/pnpm.cjs"), STAND_IN);
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::create_dir_all(world.lab.path("stand-in/bin")).unwrap();
    for name in ["pnpm", "pnpx"] {
        std::os::unix::fs::symlink(&program, world.lab.path("stand-in/bin").join(name)).unwrap();
    }
    world
}

#[test]
fn it_is_read_twice_where_another_pnpm_is_asked_for_and_once_elsewhere() {
    let once = r#"{"found":[true],"gone":true}"#;
    let twice = r#"{"found":[true,true],"gone":true}"#;
    let pinned =
        |version: &str| json!({ "name": "app", "packageManager": format!("pnpm@{version}") });
    for (major, manifest, typed, want) in [
        (12, json!({ "name": "app" }), "pnpm install", once),
        (12, pinned("12.1.0"), "pnpm install", once),
        (12, pinned("11.2.0"), "pnpm install", twice),
        (12, pinned("11.2.0"), "pnpm dlx x", once),
        (
            12,
            pinned("11.2.0"),
            "pnpm install --pm-on-fail=ignore",
            once,
        ),
        // It does not read the variable.
        (12, pinned("10.2.0"), "pnpm install", once),
        (11, pinned("12.2.0"), "pnpm install", twice),
        (11, json!({ "name": "app" }), "pnpx x", twice),
    ] {
        let world = stand_in(major);
        let reads = if want == once { 1 } else { 2 };
        let found = told(&world, &manifest, typed, reads);
        assert_eq!(found, want, "{major} {manifest} {typed}");
    }
    let world = stand_in(12);
    let told = told(&world, &json!({ "name": "app" }), "pnpm run build", 1);
    assert_eq!(told, r#"{"found":[false],"gone":true}"#);
}
