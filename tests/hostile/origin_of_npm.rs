//! An npm, or a node that runs it, which a project or a dependency brings: started as ever, handed
//! nothing, and said.
//!
//! Which npm it stands in for makes no difference, because that one is never started. Nor does a
//! script: npm puts `node_modules/.bin` before everything there, so that the shell starts the
//! impostor without us, and nothing is handed over.
//!
//! The impostor tells what it finds where npm's config files are said to be, and its environment.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::json;

use super::support::Lab;
use super::support::needles::Needles;
use super::support::run::Outcome;
use super::world::stored;

const IMPOSTOR: &str = "#!/bin/sh\nexec >\"$LAB_REPORTS/$(basename \"$0\")\"\n\
    for file in \"$npm_config_globalconfig\" \"$npm_config_userconfig\"; do [ -z \"$file\" ] || cat \"$file\"; done\nenv\n";

fn put(lab: &Lab, place: &str) {
    let file = lab.write(place, IMPOSTOR);
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).unwrap();
}

/// `PATH` of these places, beginning with the shims; those that are no path of the lab stand as
/// they are.
fn path_of(lab: &Lab, places: &[&str]) -> String {
    let front = lab.path("front").display().to_string();
    let places = places.iter().map(|place| match place.strip_prefix("lab:") {
        Some(inside) => lab.path(inside).display().to_string(),
        None => (*place).to_owned(),
    });
    let rest = format!("{}:/usr/bin:/bin", lab.path("prefix/bin").display());
    std::iter::once(front)
        .chain(places)
        .chain([rest])
        .collect::<Vec<_>>()
        .join(":")
}

#[test]
fn what_a_project_brings_is_started_and_handed_nothing_npm_8() {
    what_a_project_brings(8);
}

#[test]
fn what_a_project_brings_is_started_and_handed_nothing_npm_12() {
    what_a_project_brings(12);
}

/// Where the command is typed, the folders first on PATH, and what is said of them.
const BROUGHT: [(&str, &[&str], &str); 6] = [
    (
        "work/thing",
        &["lab:work/thing/node_modules/.bin"],
        "is a dependency's",
    ),
    (
        "work/thing",
        &["node_modules/.bin"],
        "relative or empty entry",
    ),
    ("work/thing", &["."], "relative or empty entry"),
    ("work/thing", &[""], "relative or empty entry"),
    (
        "work/thing",
        &["lab:work/thing/bin"],
        "belongs to the project",
    ),
    (
        "work/thing/sub",
        &["lab:work/thing/bin"],
        "belongs to the project",
    ),
];

fn what_a_project_brings(major: u32) {
    let lab = stored(major);
    let project = lab.project("thing", &json!({ "name": "thing", "version": "1.0.0" }));
    std::fs::create_dir(project.join("sub")).unwrap();
    for name in ["npm", "npx"] {
        for place in ["node_modules/.bin", "bin", ".", "sub"] {
            put(&lab, &format!("work/thing/{place}/{name}"));
        }
    }
    let typed: [(&str, &[&str]); 4] = [
        ("npm", &["view", "@priv/lib"]),
        ("npm", &["publish"]),
        ("npx", &["--yes", "@priv/lib"]),
        ("npx", &["-p", "@priv/lib", "true"]),
    ];
    for brought in BROUGHT {
        for (program, words) in typed {
            is_handed_nothing(&lab, brought, program, words);
        }
    }
    let explained = lab.npmcred(&["explain", "npm", "view", "x"]).cwd(&project);
    let outcome = explained
        .env("PATH", path_of(&lab, &["lab:work/thing/bin"]))
        .run()
        .expect(0);
    assert!(
        outcome.out().contains("belongs to the project"),
        "{outcome}"
    );
}

#[track_caller]
fn is_handed_nothing(
    lab: &Lab,
    (cwd, places, said): (&str, &[&str], &str),
    program: &str,
    words: &[&str],
) {
    let told = lab.path("reports").join(program);
    let _ = std::fs::remove_file(&told);
    let run = lab.run(program).cwd(lab.path(cwd)).args(words);
    let outcome = run.env("PATH", path_of(lab, places)).run().expect(0);
    let what = format!("npm {}, {program} {words:?}, {places:?}", lab.major);
    assert!(
        told.exists(),
        "{what}: the shell's {program} was not started: {outcome}"
    );
    assert!(
        outcome.said().len() == 1 && outcome.err().contains(said),
        "{what}: {outcome}"
    );
    let needles = Needles::of(&lab.registry.writer);
    let found = needles.find_in_tree(&lab.path("reports"));
    assert!(found.is_empty(), "{what}: {found:?}");
}

#[test]
fn a_node_that_a_dependency_brings_runs_npm_and_finds_nothing() {
    for (major, program, word) in [
        (8, "npm", "view"),
        (8, "npx", "--yes"),
        (12, "npm", "view"),
        (12, "npx", "--yes"),
    ] {
        let lab = stored(major);
        let project = lab.project("thing", &json!({ "name": "thing", "version": "1.0.0" }));
        put(&lab, "work/thing/node_modules/.bin/node");
        let run = lab.run(program).cwd(&project).args([word, "@priv/lib"]);
        let outcome = run
            .env("PATH", path_of(&lab, &["lab:work/thing/node_modules/.bin"]))
            .run()
            .expect(0);
        assert!(
            lab.path("reports/node").exists() && outcome.err().contains("is a dependency's"),
            "{outcome}"
        );
        let found = Needles::of(&lab.registry.writer).find_in_tree(&lab.path("reports"));
        assert!(
            found.is_empty(),
            "npm {major}, {program}: {found:?} {outcome}"
        );
    }
}

/// Folders of the user's own below home, also where home looks like a project.
#[test]
fn the_users_own_folders_are_no_project() {
    let lab = stored(12);
    lab.write("home/package.json", "{}");
    std::fs::create_dir_all(lab.path("home/tools")).unwrap();
    for name in ["npm", "node"] {
        std::os::unix::fs::symlink(
            lab.path("prefix/bin").join(name),
            lab.path("home/tools").join(name),
        )
        .unwrap();
    }
    let run = lab.npm(&lab.path("home"), &["view", "@priv/lib", "version"]);
    let outcome = run
        .env("PATH", path_of(&lab, &["lab:home/tools"]))
        .run()
        .expect(0);
    assert!(
        outcome.out().contains("1.0.0") && outcome.said().is_empty(),
        "{outcome}"
    );
}

#[test]
fn exec_hands_nothing_over_below_a_script_or_to_what_a_project_brings() {
    let lab = stored(12);
    let needles = Needles::of(&lab.registry.writer);
    let program = super::support::tools::program();
    let line = format!(
        "{} exec -- sh -c 'cat \"$npm_config_userconfig\"'",
        program.display()
    );
    let manifest = json!({ "name": "thing", "version": "1.0.0", "scripts": { "tell": line } });
    let project = lab.project("thing", &manifest);
    let outcome = lab.npm(&project, &["run", "tell"]).run();
    assert!(needles.find(&outcome.stdout).is_none(), "{outcome}");
    assert_eq!(outcome.status.code(), Some(7), "{outcome}");
    put(&lab, "work/thing/node_modules/.bin/npm");
    let path = path_of(&lab, &["lab:work/thing/node_modules/.bin"]);
    let exec = |name: &str| {
        lab.npmcred(&["exec", "--", name, "publish"])
            .cwd(&project)
            .env("PATH", path.as_str())
            .run()
    };
    let refused = exec("npm").expect(7);
    assert!(
        refused.err().contains("is a dependency's") && !lab.path("reports/npm").exists(),
        "{refused}"
    );
    // Named by its path it is what the user means.
    exec("./node_modules/.bin/npm").expect(0);
    assert!(
        !needles.find_in_tree(&lab.path("reports")).is_empty(),
        "nothing was handed over"
    );
}

/// A launcher of the user's, to which a file of the project says what it starts.
#[test]
fn what_a_project_tells_a_launcher_to_start_is_handed_nothing() {
    let lab = stored(12);
    let project = lab.project("thing", &json!({ "name": "thing", "version": "1.0.0" }));
    std::fs::create_dir(project.join("sub")).unwrap();
    for (launcher, file) in [
        ("corepack/dist/npm.js", ".corepack.env"),
        ("volta/bin/volta-shim", ".volta/hooks.json"),
    ] {
        put(&lab, &format!("tools/{launcher}"));
        let bin = lab.path("tools/bin");
        let _ = std::fs::remove_dir_all(&bin);
        std::fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(lab.path("tools").join(launcher), bin.join("npm")).unwrap();
        let (outcome, found) = launched(&lab, "work/thing/sub", "lab:tools/bin");
        assert!(
            !found.is_empty(),
            "{launcher}: it is the user's, and was handed nothing: {outcome}"
        );
        let said = lab.write(format!("work/thing/{file}"), "");
        for folder in ["work/thing", "work/thing/sub"] {
            let (outcome, found) = launched(&lab, folder, "lab:tools/bin");
            assert!(
                found.is_empty() && outcome.err().contains(&said.display().to_string()),
                "{launcher}: {outcome}"
            );
        }
        let explained = lab.npmcred(&["explain", "npm", "view", "x"]).cwd(&project);
        let outcome = explained
            .env("PATH", path_of(&lab, &["lab:tools/bin"]))
            .run()
            .expect(0);
        assert!(
            outcome.out().contains(&said.display().to_string()),
            "{outcome}"
        );
        std::fs::remove_file(said).unwrap();
    }
}

/// A launcher that starts what it finds by a path: it answers with the node that it would start.
#[test]
fn a_launcher_that_is_told_by_a_path_to_start_a_projects_node_is_handed_nothing() {
    let lab = stored(12);
    let project = lab.project("thing", &json!({ "name": "thing", "version": "1.0.0" }));
    lab.write("work/thing/dist/bin/node", "");
    put(&lab, "shims/npm");
    let node = lab.write(
        "shims/node",
        format!("#!/bin/sh\necho {}/dist/bin/node\n", project.display()),
    );
    std::fs::set_permissions(node, PermissionsExt::from_mode(0o755)).unwrap();
    let (outcome, found) = launched(&lab, "work/thing", "lab:shims");
    assert!(
        found.is_empty() && outcome.err().contains("belongs to the project"),
        "{found:?}: {outcome}"
    );
}

/// npm in this folder, with this place first on PATH, and what the impostor found.
#[track_caller]
fn launched(lab: &Lab, folder: &str, place: &str) -> (Outcome, Vec<(PathBuf, &'static str)>) {
    let _ = std::fs::remove_file(lab.path("reports/npm"));
    let run = lab.npm(&lab.path(folder), &["view", "@priv/lib"]);
    let outcome = run.env("PATH", path_of(lab, &[place])).run().expect(0);
    let needles = Needles::of(&lab.registry.writer);
    let found = needles.find_in_tree(&lab.path("reports"));
    (outcome, found)
}
