//! The main job, with every npm: after `npmcred store`, private packages install, run and publish.

use super::packages::{assert_no_file_has, assert_published, consumer, publishable, stored};
use super::support::tools::{majors, program};
use super::support::{Front, Lab};

fn a_day(major: u32) {
    let lab = stored(major);
    let project = consumer(&lab, "consumer");
    lab.npm(&project, &["install"]).run().expect(0);
    assert!(
        project.join("node_modules/@priv/lib/index.js").exists(),
        "npm {major} installed nothing"
    );
    lab.npm(&project, &["ci"]).run().expect(0);
    let seen = lab
        .npm(&project, &["view", "@priv/lib", "version"])
        .run()
        .expect(0);
    assert_eq!(seen.out().trim(), "1.0.0");
    let who = lab.npm(&project, &["whoami"]).run().expect(0);
    assert_eq!(who.out().trim(), "writer");
    let nested = lab
        .npm(&project, &["run", "--silent", "nested"])
        .run()
        .expect(0);
    assert_eq!(
        nested.out().trim(),
        "1.0.0",
        "npm in a script reaches the shim again"
    );
    let ran = lab
        .run("npx")
        .cwd(&project)
        .args(["--yes", "@priv/hello"])
        .run()
        .expect(0);
    assert_eq!(ran.out().trim(), "hello from a private package");
    let (package, name) = publishable(&lab, "daily");
    lab.npm(&package, &["publish"]).run().expect(0);
    assert_published(&lab, &name, &lab.registry.writer);
    for outcome in [seen, who, nested, ran] {
        assert_eq!(
            outcome.said(),
            Vec::<String>::new(),
            "nothing to say: {outcome}"
        );
    }
    assert_no_file_has(&lab, &[&lab.registry.writer]);
}

#[test]
fn a_day_with_npm_8() {
    a_day(8);
}

#[test]
fn a_day_with_npm_9() {
    a_day(9);
}

#[test]
fn a_day_with_npm_10() {
    a_day(10);
}

#[test]
fn a_day_with_npm_11() {
    a_day(11);
}

#[test]
fn a_day_with_npm_12() {
    a_day(12);
}

/// Without these, the flows above would prove nothing: the packages are private, and the variable
/// really bypasses.
#[test]
fn bare_npm_and_a_bypassed_shim_are_refused() {
    let lab = stored(11);
    let project = consumer(&lab, "consumer");
    let bypassed = lab
        .npm(&project, &["view", "@priv/lib"])
        .env("NPMCRED", "off")
        .run()
        .expect(1);
    assert!(bypassed.err().contains("E401"), "{bypassed}");
    assert!(bypassed.said().is_empty(), "{bypassed}");
    lab.put(Front::Bare);
    let bare = lab.npm(&project, &["view", "@priv/lib"]).run().expect(1);
    assert!(bare.err().contains("E401"), "{bare}");
}

#[test]
fn a_literal_credential_of_the_users_wins() {
    for major in majors() {
        let lab = stored(major);
        let mine = format!(
            "{}{}:_authToken={}\n",
            lab.user_config(),
            lab.registry.nerf(),
            lab.registry.reader.token
        );
        lab.write("home/.npmrc", mine);
        let project = consumer(&lab, "consumer");
        let who = lab.npm(&project, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "reader", "npm {major}");
        let told = lab
            .npmcred(&["explain", "--", "npm", "whoami"])
            .run()
            .expect(0);
        assert!(
            told.out().contains(".npmrc"),
            "it says whose credential won: {told}"
        );
        assert!(!told.out().contains(&lab.registry.reader.token), "{told}");
    }
}

#[test]
fn what_is_stored_is_listed_explained_and_removed_and_never_shown() {
    let lab = stored(11);
    let token = &lab.registry.writer.token;
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["status"],
        &["status", "--json"],
        &["explain", "--", "npm", "install"],
        &["explain", "--json", "--", "npm", "publish"],
        &["env"],
        &["completions", "bash"],
    ] {
        let told = lab.npmcred(args).run().expect(0);
        assert!(
            !told.out().is_empty() && !told.out().contains(token) && !told.err().contains(token),
            "{told}"
        );
        if args.contains(&"--json") {
            let json: serde_json::Value = serde_json::from_str(&told.out()).unwrap();
            assert_eq!(json["v"], 1, "{told}");
        }
    }
    let host = lab.registry.nerf().trim_matches('/');
    assert!(lab.npmcred(&["list"]).run().out().contains(host));
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    assert!(!lab.npmcred(&["list"]).run().out().contains(host));
    let project = consumer(&lab, "consumer");
    lab.npm(&project, &["view", "@priv/lib"]).run().expect(1);
}

/// `npmcred setup` and `npmcred env` are how a user gets the shims; here a shell follows them to
/// the letter.
#[test]
fn setup_and_env_put_the_shims_first() {
    let lab = stored(11);
    lab.put(Front::Bare);
    lab.npmcred(&["setup"]).run().expect(0);
    let project = consumer(&lab, "consumer");
    let script = r#"eval "$("$0" env)" && npm view @priv/lib version"#;
    let seen = lab
        .run("sh")
        .cwd(&project)
        .args(["-c", script])
        .args([program()])
        .run()
        .expect(0);
    assert_eq!(seen.out().trim(), "1.0.0");
}

/// Tools that read npm's configuration themselves get the same descriptor.
#[test]
fn exec_hands_over_to_other_tools() {
    let lab = stored(11);
    let script = "cat \"$npm_config_userconfig\"";
    let read = lab
        .npmcred(&["exec", "--", "sh", "-c", script])
        .run()
        .expect(0);
    assert!(
        read.out()
            .contains(&format!("{}:_authToken=", lab.registry.nerf())),
        "{read}"
    );
}

/// The descriptor of choice is taken by the user's own shell: another is found, and theirs is left
/// alone.
#[test]
fn a_descriptor_that_is_taken_stays_its_owners() {
    let lab = stored(11);
    let project = consumer(&lab, "consumer");
    let script = "exec 200<<<mine; npm view @priv/lib version && cat <&200";
    let seen = lab
        .run("bash")
        .cwd(&project)
        .args(["-c", script])
        .run()
        .expect(0);
    assert_eq!(seen.out(), "1.0.0\nmine\n");
}

/// More than a pipe holds: a company's global config with the certificates in it.
#[test]
fn a_large_global_config_is_handed_on_whole() {
    for major in [8, 12] {
        let lab = stored(major);
        let padding = "# certificates of the company\n".repeat(10_000);
        lab.write(
            "prefix/etc/npmrc",
            format!("{padding}init-license=Company\n"),
        );
        let project = consumer(&lab, "consumer");
        lab.npm(&project, &["install"]).run().expect(0);
        let script = "npm exec --package=@priv/hello --yes -c 'hello; node \"$npm_execpath\" config get init-license'";
        let seen = lab
            .run("sh")
            .cwd(&project)
            .args(["-c", script])
            .run()
            .expect(0);
        assert_eq!(
            seen.out(),
            "hello from a private package\nCompany\n",
            "npm {major}: {seen}"
        );
        assert_no_file_has(&lab, &[&lab.registry.writer]);
    }
}

/// Many at once: each has its own descriptor, and the store answers them all.
#[test]
fn sixty_four_at_once() {
    let lab: Lab = stored(11);
    let npm = lab.path("prefix/bin/npm");
    // A link to a file that other labs share goes before anything is written.
    std::fs::remove_file(&npm).unwrap();
    lab.write(
        "prefix/bin/npm",
        "#!/bin/sh\nexec grep -c _authToken \"$npm_config_globalconfig\"\n",
    );
    std::fs::set_permissions(&npm, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    std::thread::scope(|scope| {
        let one = || lab.run("npm").args(["view", "@priv/lib"]).run().expect(0);
        let all: Vec<_> = (0..64).map(|_| scope.spawn(one)).collect();
        for outcome in all.into_iter().map(|thread| thread.join().unwrap()) {
            assert!(outcome.said().is_empty(), "{outcome}");
        }
    });
}

/// What makes a folder of a file that is not there is a container's mount; npm says nothing and
/// asks the public registry.
#[test]
fn a_config_file_that_npm_cannot_read_is_named() {
    for major in [8, 12] {
        let lab = stored(major);
        let user_file = lab.path("home/.npmrc");
        std::fs::remove_file(&user_file).unwrap();
        std::fs::create_dir(&user_file).unwrap();
        let registry = format!("--registry={}", lab.registry.url);
        let seen = lab
            .npm(
                &lab.path("work"),
                &["view", "@priv/lib", "version", &registry],
            )
            .run()
            .expect(0);
        let note = format!(
            "npmcred: note: nothing in {} counts: is a directory",
            user_file.display()
        );
        assert_eq!(
            (seen.out().trim(), seen.said()),
            ("1.0.0", vec![note]),
            "npm {major}"
        );
    }
}
