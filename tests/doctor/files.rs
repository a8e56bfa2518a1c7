//! Shims, copies, modes, the journal, the project.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::support::tools;
use super::world::World;

#[test]
fn who_has_moved_in_is_well() {
    let world = World::settled();
    let problems: Vec<_> = world
        .doctor()
        .into_iter()
        .filter(|one| one.severity == "problem")
        .collect();
    assert_eq!(problems, []);
    let screen = world.session("echo '<report>'; npmcred doctor").expect(0);
    let screen = screen.out().rsplit_once("<report>\n").unwrap().1.to_owned();
    assert!(screen.lines().count() <= 24, "one screen: {screen}");
    assert!(
        screen.contains("npm is the shim in ")
            && screen.contains("written, read, compared, deleted"),
        "{screen}"
    );
}

#[test]
fn shims_that_are_missing_or_lead_nowhere_are_made_anew() {
    let world = World::settled();
    // A new shell makes them again, so they go while this one runs.
    world.is_cured("no-shim", "rm \"$HOME/.local/share/npmcred/bin/npx\"");
    // `corepack enable npm` puts itself in the place of whatever it finds first under that name,
    // and `disable` takes that away.
    world.program("corepack/npm.js", "exit 1");
    world.is_cured(
        "stale-shim",
        "ln -sfn \"$HOME/corepack/npm.js\" \"$HOME/.local/share/npmcred/bin/npm\"",
    );
    world.is_cured(
        "stale-shim",
        "ln -sfn /nowhere/npmcred \"$HOME/.local/share/npmcred/bin/npm\"",
    );
}

#[test]
fn what_setup_made_and_is_no_more_is_made_again() {
    let world = World::settled();
    let bashrc = world.home(".bashrc");
    let with = fs::read_to_string(&bashrc).unwrap();
    fs::write(&bashrc, "").unwrap();
    let found = world.is_cured("start-files", "eval \"$(npmcred env)\"");
    assert!(found.what.contains(bashrc.to_str().unwrap()), "{found:?}");
    assert!(
        with.contains(&fs::read_to_string(&bashrc).unwrap()),
        "the same lines"
    );
    fs::remove_file(world.home(".local/share/npmcred/receipt.json")).unwrap();
    world.is_cured("receipt", "");
    fs::remove_file(world.home(".local/share/npmcred/man/man1/npmcred.1")).unwrap();
    world.is_cured("manual", "");
    fs::remove_file(world.shims().join("npx")).unwrap();
    fs::write(world.shims().join("npx"), "mine").unwrap();
    let cure = world.sees("foreign-file", "").cure.unwrap();
    world.session(&cure).expect(0);
    // This shell was started when `npmcred env` said nothing.
    world.is_gone("foreign-file", "");
    assert_eq!(
        fs::read_to_string(world.shims().join("npx.old")).unwrap(),
        "mine"
    );
}

#[test]
fn a_copy_of_another_npmcred_is_no_npm() {
    let world = World::settled();
    let copy = world.home(".local/bin/npm");
    fs::copy(tools::program(), &copy).unwrap();
    let found = world.is_cured("stale-copy", "");
    assert!(found.what.contains(copy.to_str().unwrap()), "{found:?}");
    symlink("/nowhere/npmcred", world.home(".local/bin/npx")).unwrap();
    world.is_cured("dangling-link", "");
}

#[test]
fn files_of_ours_are_the_users_alone() {
    let world = World::settled();
    world.session("npmcred config renew never").expect(0);
    let settings = world.home(".config/npmcred/settings.json");
    for (path, mode, id) in [
        (settings.as_path(), 0o644, "readable"),
        (settings.parent().unwrap(), 0o777, "writable"),
        (&world.shims(), 0o775, "writable"),
    ] {
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
        world.is_cured(id, "");
    }
}

#[test]
fn choices_that_cannot_be_read_are_found() {
    let world = World::settled();
    let folder = "home/.config/npmcred";
    for (file, text, id, what) in [
        ("profiles.json", "{", "profiles", "profiles.json"),
        (
            "profiles.json",
            r#"{"v":1,"folders":{"/x":"a b"}}"#,
            "profiles",
            "profiles.json",
        ),
        ("settings.json", "[]", "settings", "settings.json"),
        (
            "settings.json",
            r#"{"v":1,"renew":"yes"}"#,
            "settings",
            "ask, always, never",
        ),
    ] {
        let path = world.lab.write(Path::new(folder).join(file), text);
        fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        let found = world.is_cured(id, "");
        assert!(found.what.contains(what), "{found:?}");
    }
    for (typed, id, what) in [
        ("export NPMCRED=of", "settings", "it is off, or not set"),
        ("export NPMCRED_RENEW=yes", "settings", "ask, always, never"),
        (
            "export NPMCRED_PROFILE='a b'",
            "profiles",
            "NPMCRED_PROFILE",
        ),
    ] {
        let found = world.is_cured(id, typed);
        assert!(found.what.contains(what), "{found:?}");
    }
}

#[test]
fn what_was_begun_and_not_finished_is_settled() {
    let world = World::settled();
    let url = &world.lab.registry.url;
    let entry = format!(
        r#"{{"v":1,"unfinished":[{{"what":"logout","registry":"{url}","profile":null,"use":"any","token":null,"since":1}}]}}"#
    );
    world
        .lab
        .write("home/.local/share/npmcred/journal.json", entry);
    let found = world.is_cured("unfinished", "");
    assert!(found.what.contains("did not finish"), "{found:?}");
}

#[test]
fn a_project_in_the_way_is_trusted_or_not() {
    let world = World::settled();
    world
        .lab
        .write("work/.npmrc", "proxy=http://127.0.0.1:9/\n");
    let found = world.sees("project-line", "");
    assert!(found.what.contains("line 1, proxy"), "{found:?}");
    assert_eq!(found.cure.as_deref(), Some("npmcred trust"));
    // Nobody is there to answer its question.
    world.is_gone("project-line", "npmcred trust --yes");
}

#[test]
fn a_dependency_that_is_npm_comes_before_the_shim_in_scripts() {
    let world = World::settled();
    world.lab.write(
        "work/package.json",
        r#"{"name":"x","version":"1.0.0","dependencies":{"npm":"file:own"}}"#,
    );
    world.lab.write(
        "work/own/package.json",
        r#"{"name":"npm","version":"1.0.0","bin":{"npm":"npm.js"}}"#,
    );
    let bin = world.lab.write("work/own/npm.js", "#!/usr/bin/env node\n");
    fs::set_permissions(bin, PermissionsExt::from_mode(0o755)).unwrap();
    world
        .session("NPMCRED=off npm install --install-links=false")
        .expect(0);
    assert!(Path::new(&world.lab.path("work/node_modules/.bin/npm")).exists());
    world.is_cured("nested-scripts", "");
}

#[test]
fn versions_with_known_limits_are_told() {
    let world = World::settled();
    let manifest = world.lab.path("prefix/lib/node_modules/npm/package.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::remove_file(&manifest).unwrap();
    fs::write(
        &manifest,
        text.replacen("\"version\": \"11.", "\"version\": \"7.", 1),
    )
    .unwrap();
    assert_eq!(
        world.sees("old-npm", "").cure.as_deref(),
        Some("npm install --global npm@12")
    );
    fs::write(&manifest, text).unwrap();
    world.is_gone("old-npm", "");
    world.program(".local/bin/cnpm", "exit 0");
    assert!(world.sees("unserved-tool", "").what.contains("cnpm"));
}

/// An editor that does what is told to be done: it takes the line out.
fn editor(world: &World) -> &'static str {
    world.program(".local/bin/take-out", "sed -i \"${1#+}d\" \"$2\"");
    "export EDITOR=take-out"
}

#[test]
fn what_reads_the_emptied_file_is_changed() {
    let world = World::settled();
    let typed = editor(&world);
    let bashrc = world.home(".bashrc");
    let text = fs::read_to_string(&bashrc).unwrap();
    fs::write(
        &bashrc,
        format!("export NPM_TOKEN=$(grep _authToken ~/.npmrc 2>/dev/null)\n{text}"),
    )
    .unwrap();
    let found = world.is_cured("reads-npmrc", typed);
    assert!(
        found.severity == "note" && found.what.starts_with("~/.bashrc:1: "),
        "{found:?}"
    );
    world.lab.write(
        "work/Makefile",
        "a:\n\tdocker build --secret id=npmrc,src=$(HOME)/.npmrc .\n",
    );
    assert!(
        world
            .is_cured("reads-npmrc", typed)
            .what
            .contains("npmcred exec --use read")
    );
}

#[test]
fn node_that_runs_the_shim_is_found_and_changed() {
    let world = World::settled();
    let typed = editor(&world);
    let shim = world.shell("node \"$(which npm)\" --version").run();
    assert!(
        !shim.status.success() && shim.err().contains("SyntaxError"),
        "what it is about: {shim}"
    );
    world.lab.write(
        "work/package.json",
        "{\n\"scripts\": {\n\"a\": \"node $(which npm) ci\",\n\"b\": \"npm ci\"\n}}\n",
    );
    let found = world.is_cured("node-on-shim", typed);
    assert!(
        found.severity == "problem" && found.what.contains("package.json:3"),
        "{found:?}"
    );
    let apps = "module.exports = { apps: [{\n  script: 'npm',\n  args: 'start',\n  interpreter: 'node',\n}] }\n";
    world.lab.write("work/ecosystem.config.js", apps);
    world.is_cured("node-on-shim", typed);
}

/// npm says it at its level `verbose` alone, and goes on without.
#[test]
fn a_config_file_that_is_closed_is_opened() {
    let world = World::settled();
    let file = world.home(".npmrc");
    fs::set_permissions(&file, PermissionsExt::from_mode(0o000)).unwrap();
    // Root reads everything, unless it gives that up.
    let doctor = "setpriv --bounding-set=-all --inh-caps=-all npmcred doctor --json";
    let found = world.diagnose("", doctor);
    let found = found
        .iter()
        .find(|one| one.id == "config-not-read")
        .unwrap_or_else(|| panic!("{found:#?}"));
    assert!(
        found.severity == "problem" && found.what.contains("/.npmrc counts: "),
        "{found:?}"
    );
    world.session(found.cure.as_ref().unwrap()).expect(0);
    assert!(
        !world
            .diagnose("", doctor)
            .iter()
            .any(|one| one.id == "config-not-read")
    );
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let found = world.sees("config-not-read", "");
    assert!(
        found.cure.is_none() && found.what.contains("is a directory"),
        "{found:?}"
    );
    let status = world.session("npmcred status");
    assert!(status.err().contains("is a directory"), "{status}");
}
