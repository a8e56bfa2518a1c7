//! Secrets that npm or an editor has written into a config file are found after the command, and
//! moved to the store.
//!
//! For that the shim stays npm's parent, and must end as npm ended; in other commands the shim
//! becomes npm.

use std::path::Path;

use super::packages::{assert_no_file_has, registry, user_file};
use super::support::Lab;
use super::support::needles::Needles;
use super::support::tools::majors;

/// Whatever npm is asked to do, the user's file has no secret afterwards that it did not have
/// before.
#[test]
fn no_command_leaves_a_secret_in_a_file() {
    const COMMANDS: [&[&str]; 24] = [
        &["config", "ls", "-l"],
        &["config", "set", "fund=false"],
        &["config", "delete", "fund"],
        &["config", "fix"],
        &["set", "audit=false"],
        &["get", "registry"],
        &["init", "-y"],
        &["pkg", "set", "license=ISC"],
        &["version", "patch", "--no-git-tag-version"],
        &["install", "@priv/lib"],
        &["update"],
        &["audit"],
        &["view", "@priv/lib"],
        &["whoami"],
        &["ping"],
        &["profile", "get"],
        &["token", "list"],
        &["owner", "ls", "@priv/lib"],
        &["dist-tag", "ls", "@priv/lib"],
        &["access", "list", "packages"],
        &["cache", "add", "@priv/lib"],
        &["pack"],
        &["publish", "--dry-run"],
        &["doctor"],
    ];
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        lab.store(&lab.registry.url, &lab.registry.writer, &[]);
        let project = lab.project(
            "anything",
            &serde_json::json!({ "name": "anything", "version": "1.0.0" }),
        );
        for args in COMMANDS {
            let outcome = lab
                .npm(&project, args)
                .env("npm_config_fetch_retries", "0")
                .run();
            let finds = lab.files_with(&Needles::of(&lab.registry.writer));
            assert!(finds.is_empty(), "npm {major}: {finds:?} after {outcome}");
        }
    }
}

/// What an editor leaves in the file is found afterwards, also when somebody tried to end us
/// meanwhile.
#[test]
fn what_an_editor_leaves_is_moved() {
    for major in majors() {
        let lab = Lab::shimmed(major, registry());
        let (nerf, writer, work) = (lab.registry.nerf(), &lab.registry.writer, lab.path("work"));
        let line = format!("{nerf}:_authToken={}", writer.token);
        // The editor's parent is npm, and npm's is the shim.
        let interrupt = "kill -INT $(ps -o ppid= -p $PPID)";
        editor(
            &lab,
            &format!("{interrupt}\necho '{line}' >> \"$1\"\necho fund=true >> \"$1\""),
        );
        let edit = lab
            .npm(&work, &["config", "edit", "--editor", "ed-itor"])
            .run()
            .expect(0);
        assert_eq!(edit.said().len(), 1, "npm {major}: {edit}");
        assert!(
            user_file(&lab).contains("fund=true"),
            "npm {major}: the rest stays: {edit}"
        );
        assert_no_file_has(&lab, &[writer]);
        let who = lab.npm(&work, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
        let again = lab
            .npm(&work, &["config", "edit", "--editor", "true"])
            .run()
            .expect(0);
        assert!(again.said().is_empty(), "{again}");
    }
}

#[test]
fn the_global_file_is_looked_at_too() {
    let lab = Lab::shimmed(12, registry());
    let (nerf, writer, work) = (lab.registry.nerf(), &lab.registry.writer, lab.path("work"));
    editor(
        &lab,
        &format!("echo '{nerf}:_authToken={}' >> \"$1\"", writer.token),
    );
    let edit = lab
        .npm(
            &work,
            &["config", "edit", "--global", "--editor", "ed-itor"],
        )
        .run()
        .expect(0);
    assert!(edit.err().contains("etc/npmrc"), "{edit}");
    assert_no_file_has(&lab, &[writer]);
    assert_eq!(
        lab.npm(&work, &["whoami"]).run().expect(0).out().trim(),
        "writer"
    );
}

/// The child's status is ours, a signal's as a shell would say it, and a request to end reaches it.
#[test]
fn npm_as_a_child_ends_as_npm() {
    let lab = Lab::shimmed(11, registry());
    let work = lab.path("work");
    editor(&lab, "exit 9");
    let shimmed = lab
        .npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .run();
    let bare = lab
        .npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .env("NPMCRED", "off")
        .run();
    assert_eq!(
        (shimmed.status.code(), shimmed.out()),
        (bare.status.code(), bare.out())
    );
    editor(
        &lab,
        "kill -TERM $(ps -o ppid= -p $PPID)\nwhile kill -0 $PPID; do sleep 0.05; done",
    );
    lab.npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .run()
        .expect(128 + 15);
    editor(&lab, "kill -KILL $PPID");
    lab.npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .run()
        .expect(128 + 9);
}

/// npm 8 copies the credential of a variable into `~/.npmrc` whenever it saves that file, and puts
/// the value in the place of its placeholder. Through the shim nothing of it stays.
#[test]
fn copies_that_npm_makes_are_taken_out_again() {
    for major in majors() {
        let lab = Lab::shimmed(major, registry());
        let (nerf, writer, work) = (lab.registry.nerf(), &lab.registry.writer, lab.path("work"));
        let variable = format!("npm_config_{nerf}:_authToken");
        let set = |name: &str| {
            lab.npm(&work, &["config", "set", "fund=true"])
                .env(name, writer.token.as_str())
                .run()
        };
        let copied = set(&variable).expect(0);
        assert_eq!(copied.err().contains("had copied"), major == 8, "{copied}");
        assert_no_file_has(&lab, &[writer]);
        let placeholder = format!("{nerf}:_authToken=${{LAB_TOKEN}}");
        lab.write(
            "home/.npmrc",
            format!("{}{placeholder}\n", lab.user_config()),
        );
        set("LAB_TOKEN").expect(0);
        assert_no_file_has(&lab, &[writer]);
        assert!(
            user_file(&lab).contains(&placeholder),
            "npm {major}: {}",
            user_file(&lab)
        );
        let list = lab.npmcred(&["list"]).run().expect(0);
        assert!(
            list.out().is_empty(),
            "npm {major}: a copy is not worth keeping: {list}"
        );
    }
}

/// With a locked keyring nothing can be moved; then it is said.
#[test]
fn what_cannot_be_moved_is_named() {
    let mut lab = Lab::shimmed(12, registry());
    lab.bus().lock();
    let (nerf, work) = (lab.registry.nerf(), lab.path("work"));
    editor(
        &lab,
        &format!("echo '{nerf}:_authToken=whatever' >> \"$1\""),
    );
    let edit = lab
        .npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .run()
        .expect(0);
    let key = format!("{nerf}:_authToken");
    assert!(
        edit.err().contains(&key) && edit.err().contains("npm config delete"),
        "{edit}"
    );
    assert!(user_file(&lab).contains("whatever"), "nothing is lost");
}

/// `npm profile enable-2fa` turns a password of the user's own into a token and saves that.
#[test]
fn the_token_of_enable_2fa_is_moved() {
    for major in [8, 11, 12] {
        let lab = Lab::shimmed(major, registry());
        let (nerf, reader, work) = (lab.registry.nerf(), &lab.registry.reader, lab.path("work"));
        let encoded = lab
            .run("base64")
            .args(["-w0"])
            .stdin(reader.password.as_bytes())
            .run()
            .expect(0)
            .out();
        let literal = format!(
            "{nerf}:username={}\n{nerf}:_password={encoded}\n",
            reader.name
        );
        lab.write("home/.npmrc", format!("{}{literal}", lab.user_config()));
        let enabled = lab.npm(&work, &["profile", "enable-2fa"]).run();
        assert!(
            !user_file(&lab).contains("_authToken"),
            "npm {major}: {enabled}\n{}",
            user_file(&lab)
        );
        assert!(
            enabled.err().contains("moved from"),
            "npm {major}: {enabled}"
        );
        assert!(
            !lab.npmcred(&["list"]).run().expect(0).out().is_empty(),
            "npm {major}"
        );
    }
}

/// A stored token is handed to it, because npm then makes none; a stored password is not.
#[test]
fn enable_2fa_is_given_a_token_and_no_password() {
    let lab = Lab::shimmed(11, registry());
    let (writer, work) = (&lab.registry.writer, lab.path("work"));
    lab.store(&lab.registry.url, writer, &[]);
    let with_token = lab.npm(&work, &["profile", "enable-2fa"]).run();
    assert!(with_token.said().is_empty(), "{with_token}");
    let last = lab.registry.requests("/-/npm/v1/user").pop().unwrap();
    assert_eq!(
        last.authorization,
        Some(format!("Bearer {}", writer.token)),
        "{with_token}"
    );
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    let args = [
        "store",
        "--registry",
        &lab.registry.url,
        "--basic",
        "--username",
        &writer.name,
    ];
    lab.npmcred(&args)
        .stdin(writer.password.as_bytes())
        .run()
        .expect(0);
    let with_password = lab.npm(&work, &["profile", "enable-2fa"]).run();
    assert!(
        with_password
            .err()
            .contains("is not handed to this command"),
        "{with_password}"
    );
    assert_no_file_has(&lab, &[writer]);
    assert!(
        !user_file(&lab).contains("_authToken"),
        "{}",
        user_file(&lab)
    );
}

/// npm 8 saves the user's file at a logout as well, with a copy of a variable's credential.
#[test]
fn a_logout_that_npm_does_itself_copies_nothing() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (nerf, reader, work) = (lab.registry.nerf(), &lab.registry.reader, lab.path("work"));
        let variable = format!("npm_config_{nerf}:_authToken");
        let out = lab
            .npm(&work, &["logout"])
            .env(variable, reader.token.as_str())
            .run();
        assert_eq!(
            out.err().contains("had copied"),
            major == 8,
            "npm {major}: {out}"
        );
        assert!(
            !user_file(&lab).contains(&reader.token),
            "npm {major}: {out}"
        );
    }
}

/// Puts an editor on PATH that gets the file as its argument.
fn editor(lab: &Lab, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let file = lab.write(Path::new("front/ed-itor"), format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).unwrap();
}
