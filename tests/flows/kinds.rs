//! Registries below a path, scopes with their own, passwords, and one credential for reading beside
//! one for writing.

use super::packages::{assert_no_file_has, assert_published, consumer, publishable, registry};
use super::support::registry::User;
use super::support::run::Outcome;
use super::support::tools::majors;
use super::support::{Front, Lab};

fn works(lab: &Lab) {
    let project = consumer(lab, "consumer");
    lab.npm(&project, &["install"]).run().expect(0);
    lab.npm(&project, &["ci"]).run().expect(0);
    let (package, _) = publishable(lab, "package");
    lab.npm(&package, &["publish"]).run().expect(0);
    assert_no_file_has(lab, &[&lab.registry.writer]);
}

#[test]
fn a_registry_below_a_path() {
    for major in majors() {
        let lab = Lab::shimmed(major, registry());
        let config = lab
            .user_config()
            .replace(&lab.registry.url, &lab.registry.below);
        lab.write("home/.npmrc", config);
        lab.store(&lab.registry.below, &lab.registry.writer, &[]);
        works(&lab);
    }
}

/// npm asks for a blank in a path as `%20`, and looks for the credential under that.
#[test]
fn a_registry_below_a_path_with_a_blank() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let url = format!("{}a b/", lab.registry.url);
        lab.write(
            "home/.npmrc",
            lab.user_config()
                .replace(&format!("={}\n", lab.registry.url), &format!("={url}\n")),
        );
        let word = format!("no-such-package-{}", lab.unique());
        let sent = |lab: &Lab| {
            lab.npm(&lab.path("work"), &["view", &word, "--fetch-retries=0"])
                .run()
                .expect(1);
            let last = lab.registry.requests(&word).pop().unwrap();
            (last.url, last.authorization)
        };
        let key = format!(
            "{}a%20b/:_authToken={}\n",
            lab.registry.nerf(),
            lab.registry.writer.token
        );
        let without = std::fs::read_to_string(lab.path("home/.npmrc")).unwrap();
        lab.write("home/.npmrc", format!("{without}{key}"));
        let bare = sent(&lab);
        assert!(bare.1.is_some(), "npm {major}: {bare:?}");
        lab.write("home/.npmrc", without);
        lab.store(&url, &lab.registry.writer, &[]);
        assert_eq!(sent(&lab), bare, "npm {major}");
    }
}

/// What is stored for a path is not for the whole host.
#[test]
fn a_credential_stays_below_its_path() {
    let lab = Lab::shimmed(11, registry());
    let root = lab.registry.below.replace("some/path/", "");
    lab.store(&lab.registry.below, &lab.registry.writer, &[]);
    lab.write(
        "home/.npmrc",
        lab.user_config().replace(&lab.registry.url, &root),
    );
    let word = format!("no-such-package-{}", lab.unique());
    lab.npm(&lab.path("work"), &["view", &word, "--fetch-retries=0"])
        .run()
        .expect(1);
    let sent = lab.registry.requests(&word);
    assert!(
        !sent.is_empty() && sent.iter().all(|request| request.authorization.is_none()),
        "{sent:?}"
    );
}

#[test]
fn a_scope_with_its_own_registry() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let below = &lab.registry.below;
        lab.write(
            "home/.npmrc",
            format!("{}@priv:registry={below}\n", lab.user_config()),
        );
        lab.npmcred(&["store", "--scope", "@priv"])
            .stdin(lab.registry.writer.token.as_bytes())
            .run()
            .expect(0);
        works(&lab);
        let open = format!("no-such-package-{}", lab.unique());
        lab.npm(&lab.path("work"), &["view", &open]).run().expect(1);
        let sent = lab.registry.requests(&open);
        assert!(
            !sent.is_empty() && sent.iter().all(|request| request.authorization.is_none()),
            "{sent:?}"
        );
    }
}

#[test]
fn a_user_name_and_a_password() {
    for major in majors() {
        let lab = Lab::shimmed(major, registry());
        let User { name, password, .. } = &lab.registry.writer;
        let args = [
            "store",
            "--registry",
            &lab.registry.url,
            "--basic",
            "--username",
            name,
        ];
        lab.npmcred(&args)
            .stdin(password.as_bytes())
            .run()
            .expect(0);
        works(&lab);
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
    }
}

/// To npm an `_auth` is a text that it sends: without padding, without a name, without a password,
/// or no base64 at all.
#[test]
fn an_auth_is_sent_as_it_is_written() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, key) = (lab.path("work"), format!("{}:_auth", lab.registry.nerf()));
        for auth in [
            "bWU6cw",
            "OnBhdA==",
            "VE9LRU46",
            "dG9rZW4=",
            "npm_no-base64.at~all",
            "bWU6c2VjcmV0",
        ] {
            if major == 8 {
                lab.write(
                    "home/.npmrc",
                    format!("{}{key}={auth}\n", lab.user_config()),
                );
                lab.npmcred(&["migrate", "--yes"]).run().expect(0);
            } else {
                lab.npm(&work, &["config", "set", &format!("{key}={auth}")])
                    .run()
                    .expect(0);
            }
            let file = std::fs::read_to_string(lab.path("home/.npmrc")).unwrap();
            assert!(!file.contains("_auth"), "{file}");
            let word = format!("no-such-package-{}-{auth}", lab.unique())
                .replace(['=', '~'], "")
                .to_lowercase();
            lab.npm(&work, &["view", &word, "--fetch-retries=0"])
                .run()
                .expect(1);
            let sent = lab.registry.requests(&word);
            let as_it_is = Some(format!("Basic {auth}"));
            assert!(
                !sent.is_empty() && sent.iter().all(|one| one.authorization == as_it_is),
                "npm {major}: {sent:?}"
            );
            lab.npmcred(&["remove", "--registry", &lab.registry.url])
                .run()
                .expect(0);
        }
    }
}

/// A key without the last slash of its address: `install` sends it, and what looks for a credential
/// beforehand does not see it.
#[test]
fn a_key_without_its_last_slash() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, nerf) = (lab.path("work"), lab.registry.nerf().to_owned());
        let (reader, writer) = (&lab.registry.reader, &lab.registry.writer);
        let key = format!("{}:_authToken", nerf.trim_end_matches('/'));
        let file = lab.write(
            "home/.npmrc",
            format!("fund=false\n{key}={}\n{}", reader.token, lab.user_config()),
        );
        let (package, name) = publishable(&lab, "package");
        let says = |told: &Outcome| {
            let at = format!(
                "{} line 2: npm looks for a credential under {nerf}:_authToken first",
                file.display()
            );
            assert!(told.err().contains(&at), "npm {major}: {told}");
            assert!(
                told.err().contains("the last slash is missing")
                    && told.err().contains("npmcred migrate"),
                "{told}"
            );
        };
        // npm alone says no more than that nobody is logged in.
        let who = lab.npm(&work, &["whoami"]).run().expect(1);
        assert!(who.err().contains("ENEEDAUTH"), "npm {major}: {who}");
        says(&who);
        says(&lab.npm(&package, &["publish"]).run().expect(3));
        let seen = lab
            .npm(&work, &["view", "@priv/lib", "version"])
            .run()
            .expect(0);
        assert!(
            seen.said().is_empty(),
            "npm {major}: it is of use here: {seen}"
        );
        // What is stored is handed over to the commands that do not see it.
        lab.store(&lab.registry.url, writer, &[]);
        let who = lab.npm(&work, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}: {who}");
        says(&who);
        lab.npm(&package, &["publish"]).run().expect(0);
        assert_published(&lab, &name, writer);
        // And the way that is named works.
        lab.npmcred(&["remove", "--registry", &lab.registry.url])
            .run()
            .expect(0);
        lab.npmcred(&["migrate", "--yes"]).run().expect(0);
        let who = lab.npm(&work, &["whoami"]).run().expect(0);
        assert_eq!(
            (who.out().trim(), who.said().len()),
            ("reader", 0),
            "npm {major}: {who}"
        );
    }
}

/// `base64` wraps what is long. npm sends the first line of what is wrapped in its file, and so do
/// we; a value that has the line end in it fits into no header, which is said before it is kept.
#[test]
fn an_auth_that_is_wrapped() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, key) = (lab.path("work"), format!("{}:_auth", lab.registry.nerf()));
        let view = || {
            let word = format!("no-such-package-{}", lab.unique());
            lab.npm(&work, &["view", &word, "--fetch-retries=0"]).run();
            let mut sent: Vec<_> = lab
                .registry
                .requests(&word)
                .into_iter()
                .map(|one| one.authorization)
                .collect();
            sent.dedup();
            sent
        };
        let wrapped = format!("{}{key}=bWU6c2Vj\ncmV0\n", lab.user_config());
        lab.write("home/.npmrc", &wrapped);
        lab.put(Front::Bare);
        assert_eq!(view(), [Some("Basic bWU6c2Vj".to_owned())], "npm {major}");
        lab.put(Front::Shim);
        assert_eq!(view(), [Some("Basic bWU6c2Vj".to_owned())], "npm {major}");
        lab.npmcred(&["migrate", "--yes"]).run().expect(0);
        assert_eq!(view(), [Some("Basic bWU6c2Vj".to_owned())], "npm {major}");
        lab.npmcred(&["remove", "--registry", &lab.registry.url])
            .run()
            .expect(0);

        lab.write("home/.npmrc", lab.user_config());
        let told = lab
            .npm(&work, &["config", "set", &format!("{key}=bWU6c2Vj\ncmV0")])
            .run()
            .expect(7);
        assert!(
            told.err().contains("line break") && !told.err().contains("bWU6c2Vj"),
            "npm {major}: {told}"
        );
        let hint = format!(
            "npmcred store --registry {} --basic --username NAME",
            lab.registry.url
        );
        assert!(told.err().contains(&hint), "npm {major}: {told}");
        assert_eq!(
            std::fs::read_to_string(lab.path("home/.npmrc")).unwrap(),
            lab.user_config(),
            "npm {major}"
        );
    }
}

/// npm reads any `_password` as base64, and a line end that `echo` put into it is a part of the
/// password.
#[test]
fn a_password_is_read_as_leniently_as_npm_reads_it() {
    let lab = Lab::shimmed(12, registry());
    let (work, nerf) = (lab.path("work"), lab.registry.nerf());
    for (password, sent) in [("cHc", "bWU6cHc="), ("cHcK", "bWU6cHcK"), ("=", "bWU6")] {
        let user = format!("{nerf}:username=me");
        lab.npm(
            &work,
            &[
                "config",
                "set",
                &user,
                &format!("{nerf}:_password={password}"),
            ],
        )
        .run()
        .expect(0);
        let word = format!(
            "no-such-package-{}-{}",
            lab.unique(),
            sent.trim_matches('=').to_lowercase()
        );
        lab.npm(&work, &["view", &word, "--fetch-retries=0"])
            .run()
            .expect(1);
        let authorization = lab.registry.requests(&word).pop().unwrap().authorization;
        assert_eq!(authorization, Some(format!("Basic {sent}")), "{password}");
    }
}

/// Reading commands get the lesser credential, writing ones the other.
#[test]
fn one_to_read_and_one_to_write() {
    let lab = Lab::shimmed(11, registry());
    let (reader, writer) = (&lab.registry.reader, &lab.registry.writer);
    lab.store(&lab.registry.url, reader, &["--use", "read"]);
    let (package, name) = publishable(&lab, "package");
    let refused = lab.npm(&package, &["publish"]).run().expect(3);
    assert!(refused.err().contains("--use write"), "{refused}");
    lab.store(&lab.registry.url, writer, &["--use", "write"]);
    lab.npm(&package, &["publish"]).run().expect(0);
    assert_published(&lab, &name, writer);
    lab.npm(&package, &["view", &name]).run().expect(0);
    let path = name.replace('/', "%2f");
    let last = lab.registry.requests(&path).pop().unwrap();
    assert_eq!(
        (last.method.as_str(), last.authorization),
        ("GET", Some(format!("Bearer {}", reader.token)))
    );
    assert_no_file_has(&lab, &[reader, writer]);
}

/// A token with every character that config files treat specially arrives as it was typed.
#[test]
fn a_token_of_odd_characters() {
    let lab = Lab::shimmed(11, registry());
    let odd = User {
        token: "a;b#c=d\"e'f\\g h$i".to_owned(),
        ..lab.registry.reader.clone()
    };
    lab.store(&lab.registry.url, &odd, &[]);
    let word = format!("no-such-package-{}", lab.unique());
    lab.npm(&lab.path("work"), &["view", &word]).run();
    let sent = lab.registry.requests(&word);
    let bearer = format!("Bearer {}", odd.token);
    assert!(
        sent.iter()
            .any(|request| request.authorization.as_deref() == Some(&bearer)),
        "{sent:?}"
    );
}
