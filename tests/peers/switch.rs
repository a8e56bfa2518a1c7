//! How often the credential can be read: once, or more often where the project asks for another
//! pnpm, which the installed one starts.
//!
//! A stand-in takes the place of pnpm, because a real switch fetches a pnpm and checks its
//! signature at the public registry. It reads as the two of them do.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::world::World;

/// Reads the file as often as it is told, and tells what it found; then waits until it is gone.
const STAND_IN: &str = r#"#!/usr/bin/env node
const fs = require('fs')
const env = process.env
// What pnpm 11 and 12 read, and what 7 to 10 do.
const named = [env.PNPM_CONFIG_NPMRC_AUTH_FILE, env.npm_config_globalconfig]
const file = named.find(name => name && name.startsWith('/')) || '/dev/null'
const by = named.map(name => name === file ? 'x' : '-').join('')
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
console.log(by, JSON.stringify({ found, gone: !now() }))
"#;

fn told(world: &World, manifest: &serde_json::Value, typed: &str, reads: u32) -> String {
    let folder = world.lab.project("app", manifest);
    let run = world.run(&folder, typed).env("PATH", path(world));
    let done = run.env("READS", reads.to_string()).run().expect(0);
    done.out().trim().to_owned()
}

fn path(world: &World) -> String {
    format!(
        "{}:{}:{}:/usr/bin:/bin",
        world.lab.path("front").display(),
        world.lab.path("stand-in/bin").display(),
        world.lab.path("prefix/bin").display()
    )
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
fn it_is_read_as_often_as_pnpms_start_and_no_more() {
    let once = r#"{"found":[true],"gone":true}"#;
    let twice = r#"{"found":[true,true],"gone":true}"#;
    let thrice = r#"{"found":[true,true,true],"gone":true}"#;
    let pinned =
        |version: &str| json!({ "name": "app", "packageManager": format!("pnpm@{version}") });
    for (major, manifest, typed, by, want) in [
        (12, json!({ "name": "app" }), "pnpm install", "x-", once),
        (12, pinned("12.1.0"), "pnpm install", "x-", once),
        (12, pinned("11.2.0"), "pnpm install", "x-", twice),
        (12, pinned("11.2.0"), "pnpm dlx x", "x-", once),
        (
            12,
            pinned("11.2.0"),
            "pnpm install --pm-on-fail=ignore",
            "x-",
            once,
        ),
        // The other one reads npm's variable.
        (12, pinned("10.2.0"), "pnpm install", "xx", twice),
        (12, pinned("8.2.0"), "pnpm whoami", "xx", twice),
        (11, pinned("12.2.0"), "pnpm install", "x-", twice),
        (11, json!({ "name": "app" }), "pnpx x", "x-", twice),
        (10, json!({ "name": "app" }), "pnpx x", "-x", twice),
        // It is fetched by a third.
        (10, pinned("10.2.0"), "pnpm install", "-x", thrice),
        (10, pinned("12.2.0"), "pnpm install", "xx", thrice),
        (9, pinned("10.2.0"), "pnpm dlx x", "-x", twice),
    ] {
        let world = stand_in(major);
        let reads = want.matches("true").count() - 1;
        let found = told(&world, &manifest, typed, reads as u32);
        assert_eq!(found, format!("{by} {want}"), "{major} {manifest} {typed}");
    }
    let world = stand_in(12);
    let told = told(&world, &json!({ "name": "app" }), "pnpm run build", 1);
    assert_eq!(told, r#"-- {"found":[false],"gone":true}"#);
}

/// A pnpm that is there already is fetched by nobody; one that reads alone gets a pipe.
#[test]
fn an_older_pnpm_is_read_once_and_twice_where_the_other_is_there() {
    let world = stand_in(10);
    let have = "home/.local/share/pnpm/.tools/pnpm/10.2.0/bin/pnpm";
    world.lab.write(have, "");
    for (manifest, closes) in [
        (json!({ "name": "app", "packageManager": "pnpm@10.2.0" }), 2),
        (json!({ "name": "app" }), 1),
    ] {
        let folder = world.lab.project("app", &manifest);
        let told = world.npmcred(&folder, &["explain", "--json", "pnpm", "install"]);
        let told = told.env("PATH", path(&world)).run().expect(0);
        assert!(told.out().contains("global config"), "{told}");
        if closes == 2 {
            let found = self::told(&world, &manifest, "pnpm install", closes);
            assert_eq!(found, r#"-x {"found":[true,true],"gone":true}"#);
        }
    }
}
