//! Nothing that is stored is replaced without a word.
//!
//! Two scopes can come from one registry, so a token for the second scope may overwrite the first
//! one's.

use super::secrets::{OTHER, TOKEN, cloned, registries, secret, user_file};
use super::support::Lab;
use super::support::pty::Session;
use super::world::registry;

/// `--yes` is no answer to a question whose ENTER is no.
#[test]
fn nothing_stored_gives_way_to_a_projects_credential() {
    let mut lab = cloned(12);
    let (url, nerf) = (lab.registry.url.clone(), lab.registry.nerf().to_owned());
    lab.npmcred(&["store", "--registry", &url])
        .stdin(TOKEN)
        .run()
        .expect(0);
    let project = lab.path("work/cloned");
    let line = format!("{nerf}:_authToken={OTHER}\n");
    let (own, theirs) = (lab.user_config(), format!("registry={url}\n{line}"));
    for (user, cloned) in [(&own, &theirs), (&format!("{own}{line}"), &String::new())] {
        lab.write("home/.npmrc", user);
        lab.write("work/cloned/.npmrc", cloned);
        for words in [
            &["migrate", "--yes"][..],
            &["migrate", "--yes", "--json"],
            &["setup", "--yes"],
        ] {
            let told = lab.npmcred(words).cwd(&project).run().expect(7);
            assert_eq!(secret(&mut lab, &url), TOKEN, "{told}");
            assert!(
                told.out().contains("another one") || told.out().contains("--profile NAME"),
                "{told}"
            );
        }
        assert_eq!(&user_file(&lab), user);
        assert_eq!(
            &std::fs::read_to_string(lab.path("work/cloned/.npmrc")).unwrap(),
            cloned
        );
    }
}

/// Two scopes can come from one registry, which nobody sees who types their names.
#[test]
fn another_one_for_the_same_registry_is_not_lost() {
    let mut lab = Lab::shimmed(12, registry());
    let url = lab.registry.url.clone();
    lab.write(
        "home/.npmrc",
        format!(
            "{}@a:registry={url}\n@b:registry={url}\n",
            lab.user_config()
        ),
    );
    lab.npmcred(&["store", "--scope", "@a"])
        .stdin(TOKEN)
        .run()
        .expect(0);
    lab.npmcred(&["store", "--scope", "@a"])
        .stdin(TOKEN)
        .run()
        .expect(0);
    let told = lab
        .npmcred(&["store", "--scope", "@b"])
        .stdin(OTHER)
        .run()
        .expect(7);
    assert!(told.err().contains("it would replace the token"), "{told}");
    assert!(
        told.err().contains("--profile NAME") && told.err().contains("--yes"),
        "{told}"
    );
    let user = &lab.registry.writer;
    let told = lab
        .npmcred(&["login", "--with-token", "--scope", "@b"])
        .stdin(user.token.as_str())
        .run()
        .expect(7);
    assert!(told.err().contains("--yes"), "{told}");
    assert_eq!(secret(&mut lab, &url), TOKEN);
    let mut session = Session::start(&lab.npmcred(&["store", "--scope", "@b"]));
    session.wait_for("(not shown)");
    session.type_in(&format!("{OTHER}\r"));
    session.wait_for("is already stored for");
    session.type_in("\r");
    assert!(!session.finish_tidily().0.success());
    assert_eq!(secret(&mut lab, &url), TOKEN);
    lab.npmcred(&["store", "--scope", "@b", "--yes"])
        .stdin(OTHER)
        .run()
        .expect(0);
    assert_eq!(secret(&mut lab, &url), OTHER);
    lab.npmcred(&["store", "--scope", "@a", "--profile", "other"])
        .stdin(TOKEN)
        .run()
        .expect(0);
    assert_eq!(registries(&lab).len(), 2);
}

/// What a job writes into a file of its own is not everybody's from then on.
#[test]
fn a_jobs_token_does_not_replace_the_persons() {
    for major in [8, 12] {
        let mut lab = Lab::shimmed(major, registry());
        let url = lab.registry.url.clone();
        lab.npmcred(&["store", "--registry", &url])
            .stdin(TOKEN)
            .run()
            .expect(0);
        let project = lab.project(
            "job",
            &serde_json::json!({ "name": "job", "version": "1.0.0" }),
        );
        let (key, file) = (
            format!("{}:_authToken", lab.registry.nerf()),
            lab.path("tmp/job.npmrc"),
        );
        let pair = format!("{key}={OTHER}");
        let userconfig = format!("--userconfig={}", file.display());
        let runs = [
            lab.npm(&project, &["config", "set", &pair, &userconfig]),
            lab.npm(&project, &["config", "set", &pair])
                .env("NPM_CONFIG_USERCONFIG", &file),
            lab.npm(&project, &["config", "set", &pair, "--location=project"]),
            lab.npm(&project, &["config", "set", &pair, "-g"]),
            lab.npm(&project, &["config", "set", &pair, "--location", "global"]),
        ];
        for run in runs {
            let told = run.run().expect(7);
            assert!(
                told.err().contains("the stored credential stays as it is"),
                "npm {major}: {told}"
            );
            assert!(
                told.err().contains(&format!("{key}=${{NPM_TOKEN}}")),
                "npm {major}: {told}"
            );
            assert_eq!(secret(&mut lab, &url), TOKEN, "npm {major}: {told}");
        }
        // The way that is named works.
        let placeholder = format!("{key}=${{NPM_TOKEN}}");
        lab.npm(&project, &["config", "set", &userconfig, &placeholder])
            .run()
            .expect(0);
        let user = &lab.registry.writer;
        let who = lab.npm(
            &project,
            &["whoami", &userconfig, &format!("--registry={url}")],
        );
        let who = who.env("NPM_TOKEN", user.token.as_str()).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
        // In the user's own file it is meant for every command, and what it replaces is said.
        let told = lab.npm(&project, &["config", "set", &pair]).run().expect(0);
        assert!(
            told.err().contains("it replaces the token"),
            "npm {major}: {told}"
        );
        assert_eq!(secret(&mut lab, &url), OTHER, "npm {major}");
    }
}
