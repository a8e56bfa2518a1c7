//! Is pnpm through the shim pnpm, to the byte?

use super::world::{PNPMS, World};

/// Command lines that ask nobody, or the registry.
const LINES: [&str; 12] = [
    "pnpm --version",
    "pnpm store path",
    "pnpm config get registry",
    "pnpm root",
    "pnpm bin",
    "pnpm nosuchcommand",
    "pnpm run nosuchscript",
    "pnpm exec sh -c exit",
    "pnpm view @priv/plain name version",
    "pnpm view @priv/nosuch",
    "pnpm whoami",
    "pnpm list",
];

/// Each of these command lines says the same, and ends alike, with and without the shim.
#[track_caller]
pub(crate) fn assert_equal_to_the_byte(bare: &World, shim: &World, lines: &[&str]) {
    let mut statuses = std::collections::BTreeSet::new();
    for line in lines {
        let run = |world: &World| {
            let folder = world.project("app", &[]);
            let done = world.run(&folder, line).run();
            let root = world.lab.root().to_str().unwrap().to_owned();
            let even = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&root, "LAB");
            (done.status.code(), even(&done.stdout), even(&done.stderr))
        };
        let (wanted, found) = (run(bare), run(shim));
        assert_eq!(found, wanted, "{line} of {}", shim.programs.display());
        statuses.insert(wanted.0);
    }
    assert!(statuses.len() > 1, "all ended alike: {statuses:?}");
}

#[test]
fn output_and_status_are_those_of_pnpm_alone() {
    for major in PNPMS {
        let (bare, shim) = (World::in_a_file(major), World::stored(major));
        // Where npm answers, it also names a log file of its own.
        let is_alike =
            |line: &&&str| major >= 11 || !line.contains("nosuch") || line.contains("run");
        let lines: Vec<&str> = LINES.iter().filter(is_alike).copied().collect();
        assert_equal_to_the_byte(&bare, &shim, &lines);
    }
}

#[test]
fn an_older_pnpm_runs_bare_with_one_note() {
    let world = World::stored(12);
    let package = "old/lib/node_modules/pnpm";
    world.lab.write(
        format!("{package}/package.json"),
        r#"{"name":"pnpm","version":"6.35.1"}"#,
    );
    let script = "#!/bin/sh\nenv | grep -ciE '^(PNPM_CONFIG_NPMRC_AUTH_FILE|npm_config_globalconfig)=' || true\nexit 5\n";
    let program = world.lab.write(format!("{package}/bin/pnpm.cjs"), script);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    std::fs::create_dir_all(world.lab.path("old/bin")).unwrap();
    std::os::unix::fs::symlink(program, world.lab.path("old/bin/pnpm")).unwrap();
    let folder = world.project("app", &[]);
    let old = world.lab.path("old/bin");
    let path = format!(
        "{}:{}:/usr/bin:/bin",
        world.lab.path("front").display(),
        old.display()
    );
    let path = format!("{path}:{}", world.lab.path("prefix/bin").display());
    let done = world
        .run(&folder, "pnpm install")
        .env("PATH", path)
        .run()
        .expect(5);
    assert_eq!(done.out(), "0\n");
    assert_eq!(
        done.err().matches("npmcred: note: pnpm 6.35.1").count(),
        1,
        "{done}"
    );
}
