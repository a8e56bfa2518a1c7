//! Secrets that somebody types into a command of npm's: `npm config set`, a flag, `npm token
//! create`.
//!
//! Of `config set` npm sees only what is no secret. A flag it does see and writes into its log, so
//! the person is told.

use std::path::Path;

use super::packages::{assert_no_file_has, consumer, registry, user_file};
use super::support::Lab;
use super::support::needles::Needles;
use super::support::pty::Session;
use super::support::tools::majors;

#[test]
fn a_secret_set_in_npms_config_goes_to_the_store() {
    for major in majors() {
        let lab = Lab::shimmed(major, registry());
        let project = consumer(&lab, "consumer");
        let key = format!("{}:_authToken", lab.registry.nerf());
        let token = &lab.registry.reader.token;
        let line = format!("{key}={token}");
        let without_slash = line.replace("/:_", ":_");
        for words in [
            &["config", "set", &line][..],
            &["config", "set", &key, token],
            &["set", &line],
            // As GitLab's page has it, and without the last slash of the host.
            &["config", "set", "--", &line],
            &["config", "set", "--", &key, token],
            &["config", "set", "--", &without_slash],
        ] {
            goes_to_the_store(&lab, &project, words);
        }
        let plain = lab
            .npm(&project, &["config", "set", "fund=true"])
            .run()
            .expect(0);
        assert!(
            plain.said().is_empty(),
            "any other key is npm's own business: {plain}"
        );
        let kept = std::fs::read_to_string(lab.path("home/.npmrc")).unwrap();
        assert!(kept.contains("fund=true"), "{kept}");
    }
}

#[track_caller]
fn goes_to_the_store(lab: &Lab, project: &Path, words: &[&str]) {
    let token = &lab.registry.reader.token;
    let outcome = lab.npm(project, words).run().expect(0);
    assert_eq!(
        outcome.said().len(),
        1,
        "npm {}: it says so in one line: {outcome}",
        lab.major
    );
    assert!(
        !outcome.err().contains(token) && !outcome.out().contains(token),
        "{outcome}"
    );
    assert_no_file_has(lab, &[&lab.registry.reader]);
    let who = lab.npm(project, &["whoami"]).run().expect(0);
    assert_eq!(who.out().trim(), "reader", "npm {}: {who}", lab.major);
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
}

/// Words with a secret are taken out of a longer command; npm sees the others.
#[test]
fn several_words_at_once() {
    for major in majors() {
        let lab = Lab::shimmed(major, registry());
        let (nerf, writer) = (lab.registry.nerf(), &lab.registry.writer);
        let (token, fund) = (format!("{nerf}:_authToken={}", writer.token), "fund=true");
        let set = lab
            .npm(
                &lab.path("work"),
                &["config", "set", &token, fund, "--location=user"],
            )
            .run()
            .expect(0);
        assert_eq!(set.said().len(), 1, "npm {major}: {set}");
        assert!(user_file(&lab).contains(fund), "npm {major}: {set}");
        assert_no_file_has(&lab, &[writer]);
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
    }
}

/// A password becomes a credential in both spellings; what cannot become one is refused with the
/// way to keep it.
#[test]
fn passwords_and_what_is_not_understood() {
    let lab = Lab::shimmed(11, registry());
    let (nerf, writer, work) = (lab.registry.nerf(), &lab.registry.writer, lab.path("work"));
    let base64 = |text: &str| {
        let mut encode = lab.run("base64");
        encode = encode.args(["-w0"]).stdin(text.as_bytes());
        encode.run().expect(0).out()
    };
    let auth = format!(
        "{nerf}:_auth={}",
        base64(&format!("{}:{}", writer.name, writer.password))
    );
    let password = format!("{nerf}:_password={}", base64(&writer.password));
    let user = format!("{nerf}:username={}", writer.name);
    for args in [vec!["config", "set", &auth], vec!["set", &user, &password]] {
        lab.npm(&work, &args).run().expect(0);
        assert_no_file_has(&lab, &[writer]);
        let who = lab.npm(&work, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "{args:?}");
        lab.npmcred(&["remove", "--registry", &lab.registry.url])
            .run()
            .expect(0);
    }
    let (before, both) = (user_file(&lab), format!("{nerf}:_authToken=x"));
    let refused = lab
        .npm(&work, &["config", "set", "fund=true", &both, &password])
        .run()
        .expect(7);
    assert!(
        refused.err().contains("npmcred store --registry") && refused.err().contains("--basic"),
        "{refused}"
    );
    assert_eq!(
        before,
        user_file(&lab),
        "nothing is set where something is refused"
    );
}

/// npm takes a word that begins with a dash for flags: it is in its log, on the screen and in
/// nobody's keeping.
#[test]
fn a_secret_that_npm_would_take_for_flags_is_refused_before_npm_sees_it() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, key) = (
            lab.path("work"),
            format!("{}:_authToken", lab.registry.nerf()),
        );
        let secret = format!("-Q{}", lab.registry.writer.token);
        let before = user_file(&lab);
        for args in [
            vec!["config", "set", &key, &secret],
            vec!["set", &key, &secret, "--location=user"],
        ] {
            let refused = lab.npm(&work, &args).run().expect(7);
            let store = format!("npmcred store --registry {}", lab.registry.url);
            assert!(refused.err().contains(&store), "{refused}");
            assert!(
                !refused.err().contains(&secret) && !refused.out().contains(&secret),
                "{refused}"
            );
        }
        assert_eq!(before, user_file(&lab));
        assert_no_file_has(&lab, &[&lab.registry.writer]);
        lab.npm(&work, &["config", "set", &format!("{key}={secret}")])
            .run()
            .expect(0);
        assert_no_file_has(&lab, &[&lab.registry.writer]);
        assert_eq!(lab.kept().len(), 1, "npm {major}");
    }
}

/// What is set takes effect, also where another secret stood in the user's file.
#[test]
fn a_new_token_takes_the_place_of_one_in_the_file() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (nerf, writer, reader) = (
            lab.registry.nerf(),
            &lab.registry.writer,
            &lab.registry.reader,
        );
        let old = format!("{nerf}:_authToken={}\n", reader.token);
        lab.write("home/.npmrc", lab.user_config() + &old);
        let token = format!("{nerf}:_authToken={}", writer.token);
        lab.npm(&lab.path("work"), &["config", "set", &token])
            .run()
            .expect(0);
        assert_no_file_has(&lab, &[writer, reader]);
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
    }
}

/// `npm token create` would print a secret; the command that keeps it is named, flags and all.
#[test]
fn a_printed_token_is_refused() {
    for major in [8, 11, 12] {
        let lab = Lab::shimmed(major, registry());
        lab.store(&lab.registry.url, &lab.registry.writer, &[]);
        let refused = lab
            .npm(
                &lab.path("work"),
                &["token", "create", "--cidr=10.0.0.0/8", "--otp=123456"],
            )
            .run();
        assert_eq!(refused.status.code(), Some(7), "npm {major}: {refused}");
        assert!(
            refused
                .err()
                .contains("npmcred token create --cidr=10.0.0.0/8"),
            "npm {major}: {refused}"
        );
        assert!(
            !refused.err().contains("123456") && refused.out().is_empty(),
            "npm {major}: {refused}"
        );
        assert!(
            lab.npm(&lab.path("work"), &["token", "list"])
                .run()
                .said()
                .is_empty(),
            "npm {major}"
        );
    }
}

/// npm's own log keeps what is typed, but for what begins with `npm_`; shells keep all of it.
#[test]
fn a_person_who_types_a_secret_is_told_where_it_stays() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let flag = format!(
            "--{}:_authToken={}",
            lab.registry.nerf(),
            lab.registry.writer.token
        );
        let view = lab.npm(&lab.path("work"), &["view", "@priv/lib", "version", &flag]);
        let (status, shown) = Session::start(&view).finish();
        assert!(status.success(), "npm {major}: {shown}");
        assert!(
            shown.contains("stays in your shell's history and in npm's log"),
            "npm {major}: {shown}"
        );
        assert!(
            shown.contains(&format!("npmcred store --registry {}", lab.registry.url)),
            "npm {major}: {shown}"
        );
        assert!(!shown.contains(&lab.registry.writer.token), "{shown}");
        let logs = lab.path("home/.npm/_logs");
        let finds = Needles::of(&lab.registry.writer).find_in_tree(&logs);
        assert!(
            !finds.is_empty(),
            "npm {major} keeps it no more, so the note is too much"
        );
        // A build server has it from its own store, and nobody to read a note.
        assert!(view.env("CI", "true").run().expect(0).said().is_empty());
    }
}
