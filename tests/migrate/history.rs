//! git is asked about a folder that may be anybody's: it runs no program that this folder names,
//! and fetches nothing.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::world::{OTHER, TOKEN, World, assert_silent, world};

/// A program that leaves a word when it is run.
fn marker(world: &World) -> PathBuf {
    program(
        world,
        "front/marker",
        &format!(
            "echo \"$0 $*\" >>'{}'",
            world.path("reports/marker").display()
        ),
    )
}

fn program(world: &World, name: &str, text: &str) -> PathBuf {
    let file = world.write(name, format!("#!/bin/sh\n{text}\n"));
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
    file
}

fn git(world: &World, folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("/usr/bin/git");
    command
        .args(["-c", "user.name=x", "-c", "user.email=x@x.invalid"])
        .args(words)
        .current_dir(folder);
    let done = command.env("HOME", world.path("home")).output().unwrap();
    assert!(done.status.success(), "git {words:?}: {done:?}");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// A repository whose first version of the file is missing, and every setting of which names the
/// marker.
fn hostile(world: &World) -> PathBuf {
    let project = world.project("p", &json!({ "name": "p" }));
    git(world, &project, &["init", "-q"]);
    for (text, message) in [(OTHER, "one"), (TOKEN, "two")] {
        world.write(
            "work/p/.npmrc",
            format!("//one.example/:_authToken={text}\n"),
        );
        world.write("work/p/.gitattributes", "* filter=x diff=x\n");
        git(world, &project, &["add", "."]);
        git(world, &project, &["commit", "-qm", message]);
    }
    let missing = git(world, &project, &["rev-parse", "HEAD~1:.npmrc"]);
    std::fs::remove_file(
        project
            .join(".git/objects")
            .join(&missing[..2])
            .join(&missing[2..]),
    )
    .unwrap();
    let program = marker(world).display().to_string();
    for hook in [
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
        "pre-auto-gc",
    ] {
        std::fs::create_dir_all(project.join(".git/hooks")).unwrap();
        std::fs::copy(&program, project.join(".git/hooks").join(hook)).unwrap();
    }
    for name in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.askPass",
        "core.pager",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "credential.helper",
        "diff.external",
        "diff.x.textconv",
        "filter.x.smudge",
        "gpg.program",
        "pager.rev-list",
        "alias.rev-list",
        "remote.origin.uploadpack",
    ] {
        git(world, &project, &["config", name, &program]);
    }
    let above = world.path("work").display().to_string();
    for (name, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", &format!("file://{above}/other")),
    ] {
        git(world, &project, &["config", name, value]);
    }
    project
}

#[test]
fn git_runs_nothing_that_a_folder_names_and_fetches_nothing() {
    let world = world();
    let project = hostile(&world);
    // Before 2.44 git does not know this variable.
    program(
        &world,
        "front/git",
        "unset GIT_NO_LAZY_FETCH\nexec /usr/bin/git \"$@\"",
    );
    let mut control = Command::new("/usr/bin/git");
    control
        .args(["cat-file", "blob", "HEAD~1:.npmrc"])
        .current_dir(&project)
        .env("HOME", world.path("home"));
    control.output().unwrap();
    let marked = world.path("reports/marker");
    assert!(
        marked.exists(),
        "this git would have run the folder's program"
    );
    std::fs::remove_file(&marked).unwrap();
    let told = world
        .npmcred(&["migrate", "--yes", project.to_str().unwrap()])
        .run()
        .expect(0);
    assert_silent(&told);
    assert!(
        !marked.exists(),
        "{}",
        std::fs::read_to_string(&marked).unwrap()
    );
    assert!(
        told.err()
            .contains("the history of the repository contains it"),
        "what is there was read: {told}"
    );
}
