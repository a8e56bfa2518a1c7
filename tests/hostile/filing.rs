//! A secret that is typed or piped is stored for a registry that the user named, never unasked for
//! one that only the project names.
//!
//! In a script a project's line looks like the user's own variable, because npm exports it. It is
//! still the project's.

use super::secrets::{FOREIGN, TOKEN, cloned, registries, user_file};
use super::support::pty::Session;
use super::support::tools::majors;
use super::ways::Way;

#[test]
fn a_secret_without_an_address_does_not_follow_a_projects_word() {
    for major in [8, 12] {
        let lab = cloned(major);
        let project = lab.path("work/cloned");
        let bare = format!(
            "{}_auth=bWU6cGFzc3dvcmQ=\n",
            lab.user_config().replace("registry=", "@mine:registry=")
        );
        let typed = [
            lab.npmcred(&["store"]).stdin(TOKEN),
            lab.npmcred(&["login", "--with-token"]).stdin(TOKEN),
            lab.npmcred(&["login"]),
            lab.npmcred(&["login", "--json", "--no-browser"]),
            lab.npm(&project, &["config", "set", &format!("_authToken={TOKEN}")]),
            lab.npm(&project, &["set", "_auth=bWU6cGFzc3dvcmQ="]),
        ];
        for run in typed {
            let told = run.cwd(&project).run().expect(7);
            assert!(
                told.err().contains("only the project names"),
                "npm {major}: {told}"
            );
            assert!(
                told.err().contains("work/cloned/.npmrc line 2"),
                "npm {major}: {told}"
            );
            assert!(
                told.err().contains(&format!(" --registry {FOREIGN}")),
                "npm {major}: {told}"
            );
        }
        lab.write("home/.npmrc", &bare);
        for words in [
            &["migrate", "--yes"][..],
            &["migrate", "--yes", "--json"],
            &["setup", "--yes"],
        ] {
            let told = lab.npmcred(words).cwd(&project).run();
            assert_ne!(told.status.code(), Some(0), "npm {major}: {told}");
            assert_eq!(user_file(&lab), bare, "npm {major}: {told}");
        }
        assert_eq!(registries(&lab), [""; 0], "npm {major}");
    }
}

/// npm exports a project's lines to its scripts, where they look like the user's variables.
#[test]
fn a_projects_word_is_its_own_in_a_script_too() {
    for major in majors() {
        let lab = cloned(major);
        let project = lab.path("work/cloned");
        let line = format!(
            "printf {TOKEN} | {} store",
            super::support::tools::program().display()
        );
        let mut manifest = serde_json::json!({ "name": "cloned", "version": "1.0.0", "scripts": { "keep": line } });
        lab.project("cloned", &manifest);
        let told = lab.npm(&project, &["run", "keep"]).run().expect(7);
        assert!(
            told.err().contains("work/cloned/.npmrc line 2"),
            "npm {major}: {told}"
        );
        manifest["scripts"] = serde_json::json!({});
        for way in Way::ALL {
            let pair = format!("_authToken={TOKEN}");
            let told = way
                .start(&lab, &project, &manifest, &["config", "set", &pair])
                .run()
                .expect(7);
            assert!(
                told.err().contains("work/cloned/.npmrc line 2"),
                "npm {major}, {way:?}: {told}"
            );
        }
        assert_eq!(registries(&lab), [""; 0], "npm {major}");
    }
}

/// The user's own word for the same registry is enough, wherever it stands; so is a flag.
#[test]
fn what_the_user_names_is_filed() {
    let lab = cloned(12);
    let project = lab.path("work/cloned");
    lab.npmcred(&["store", "--registry", FOREIGN])
        .cwd(&project)
        .stdin(TOKEN)
        .run()
        .expect(0);
    lab.npmcred(&["remove", "--registry", FOREIGN])
        .run()
        .expect(0);
    lab.write(
        "home/.npmrc",
        format!("{}@evil:registry={FOREIGN}\n", lab.user_config()),
    );
    lab.npmcred(&["store"])
        .cwd(&project)
        .stdin(TOKEN)
        .run()
        .expect(0);
    lab.npmcred(&["remove", "--registry", FOREIGN])
        .run()
        .expect(0);
    lab.write("home/.npmrc", lab.user_config());
    let key = format!(
        "{}:_authToken={TOKEN}",
        FOREIGN.trim_start_matches("https:")
    );
    lab.npm(&project, &["config", "set", &key]).run().expect(0);
    assert_eq!(
        registries(&lab),
        [FOREIGN],
        "who types the host has said it"
    );
}

#[test]
fn a_person_is_asked_whether_the_project_is_right() {
    let lab = cloned(12);
    let project = lab.path("work/cloned");
    for (answer, kept) in [("\r", 0), ("n\r", 0), ("y\r", 1)] {
        let mut session = Session::start(&lab.npmcred(&["store"]).cwd(&project));
        session.wait_for("work/cloned/.npmrc line 2); store it for that registry? [y/N]");
        session.type_in(answer);
        if kept == 1 {
            session.wait_for("(not shown)");
            session.type_in(&format!("{TOKEN}\r"));
        }
        let (status, shown) = session.finish_tidily();
        assert_eq!(
            (status.success(), registries(&lab).len()),
            (kept == 1, kept),
            "{answer:?}: {shown}"
        );
    }
}

#[test]
fn a_person_is_asked_before_a_login_where_the_project_says() {
    let lab = cloned(12);
    let project = lab.path("work/cloned");
    // Nobody is at that address, so that a login that goes on ends as well, but elsewhere.
    lab.write(
        "work/cloned/.npmrc",
        "fund=false\nregistry=https://127.0.0.1:9/\n",
    );
    lab.write(
        "home/.npmrc",
        format!("{}fetch-retries=0\n", lab.user_config()),
    );
    for (answer, goes_on) in [("\r", false), ("n\r", false), ("y\r", true)] {
        let mut session = Session::start(&lab.npmcred(&["login", "--no-browser"]).cwd(&project));
        session.wait_for("work/cloned/.npmrc line 2); log in there? [y/N]");
        session.type_in(answer);
        let (status, shown) = session.finish_tidily();
        assert_eq!(
            status.code(),
            Some(if goes_on { 5 } else { 7 }),
            "{answer:?}: {shown}"
        );
    }
}
